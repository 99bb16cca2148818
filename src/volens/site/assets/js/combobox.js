// Suggestions under a text field, after the ARIA combobox pattern: arrows move, Enter takes, Escape closes,
// typing goes on at any time. Suggested text is only ever set as text.

const WAIT = 140;
let made = 0;

function combobox(input) {
  const address = input.dataset.suggest;
  const list = document.createElement("ul");
  list.className = "combo-list";
  list.id = `combo-${++made}`;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.dataset.suggestLabel || "");
  list.hidden = true;
  const holder = input.closest(".combo");
  holder.append(list);
  for (const [name, value] of Object.entries({
    role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id, autocomplete: "off",
  })) input.setAttribute(name, value);

  let timer = 0;
  let asked = "";
  let controller = null;
  let chosen = -1;

  const options = () => [...list.children];

  function close() {
    clearTimeout(timer);
    controller?.abort();
    list.hidden = true;
    chosen = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function point(index) {
    const all = options();
    chosen = index < -1 ? all.length - 1 : index >= all.length ? -1 : index;
    all.forEach((option, at) => option.setAttribute("aria-selected", String(at === chosen)));
    if (chosen >= 0) {
      input.setAttribute("aria-activedescendant", all[chosen].id);
      all[chosen].scrollIntoView({ block: "nearest" });
    } else {
      input.removeAttribute("aria-activedescendant");
    }
  }

  function take(option) {
    input.value = option.dataset.value;
    asked = input.value;
    close();
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function show(found) {
    list.replaceChildren(...found.map((each, at) => {
      const option = document.createElement("li");
      option.id = `${list.id}-${at}`;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.dataset.value = each.value;
      const label = document.createElement("span");
      label.textContent = each.label || each.value;
      option.append(label);
      if (each.note) {
        const note = document.createElement("span");
        note.className = "muted";
        note.textContent = each.note;
        option.append(note);
      }
      return option;
    }));
    chosen = -1;
    list.hidden = found.length === 0;
    input.setAttribute("aria-expanded", String(found.length > 0));
  }

  async function ask() {
    const text = input.value.trim();
    if (text.length < Number(input.dataset.suggestFrom || 2)) return close();
    if (text === asked && !list.hidden) return;
    asked = text;
    controller?.abort();
    controller = new AbortController();
    try {
      const answer = await fetch(`${address}?q=${encodeURIComponent(text)}`, { signal: controller.signal });
      if (answer.ok && document.activeElement === input) show((await answer.json()).suggestions);
    } catch {
      // Aborted, or no connection: the field stays a plain field.
    }
  }

  input.addEventListener("input", (event) => {
    event.stopPropagation();
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (list.hidden) { asked = ""; ask(); } else point(chosen + (event.key === "ArrowDown" ? 1 : -1));
      event.preventDefault();
    } else if (event.key === "Enter" && chosen >= 0) {
      event.preventDefault();
      take(options()[chosen]);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    } else if (event.key === "Tab") {
      close();
    }
  });
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("li");
    if (option) { take(option); input.focus(); }
  });
  input.addEventListener("blur", () => setTimeout(close, 100));
}

document.querySelectorAll("input[data-suggest]").forEach(combobox);

// The reviewers' keys: j and k move through the queue, one key chooses each decision, and Enter decides: no single key
// does. Nothing happens while one types.

const typing = (target) => target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");
const queue = document.querySelector("[data-review-queue]");
const one = document.querySelector("[data-review-case]");

if (queue || one) {
  document.querySelectorAll("[data-keys-hint]").forEach((hint) => { hint.hidden = false; });
  let chosen = -1;
  const lines = queue ? [...queue.children].filter((line) => line.querySelector("a")) : []; // a colleague's has none

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target)) return;
    const key = event.key.toLowerCase();
    if (lines.length && (key === "j" || key === "k")) {
      chosen = Math.min(lines.length - 1, Math.max(0, chosen + (key === "j" ? 1 : -1)));
      lines.forEach((line, at) => line.classList.toggle("is-chosen", at === chosen));
      lines[chosen].querySelector("a").focus();
      lines[chosen].scrollIntoView({ block: "nearest" });
      event.preventDefault();
      return;
    }
    const pressed = one?.querySelector(`[data-key="${CSS.escape(key)}"]:not([disabled])`);
    if (pressed) {
      event.preventDefault();
      pressed.focus();
      if (pressed.type !== "submit") pressed.click();
    }
  });
}

// What a reviewer ticks and writes is not lost when the sign-in ends meanwhile: this tab keeps it, for the same reviewer,
// until the decision is in or somebody signs out here on purpose.
const DRAFT = "review-draft:";

if (one) {
  const words = one.querySelector("#decide-words");
  const grounds = [...one.querySelectorAll("input[name=grounds]")];
  const read = one.querySelector("input[name=read]")?.value;
  const place = `${DRAFT}${one.dataset.reviewCase}:${location.pathname.replace(/^\/[^/]+/, "")}`;
  try {
    if (words) {
      const kept = JSON.parse(sessionStorage.getItem(place) || "null");
      // A form that came back with an error shows what was sent: that is newer than what was kept.
      if (kept && "draft" in words.form.dataset) {
        words.value = kept.words;
        // Reasons have numbers: of another delivery, or after another report, they are others.
        if (kept.read === read) grounds.forEach((each) => {
          each.checked = kept.grounds.includes(each.value);
          if (each.checked) each.closest("details")?.setAttribute("open", "");
        });
      }
      const keep = () => {
        const ticked = grounds.filter((each) => each.checked).map((each) => each.value);
        sessionStorage.setItem(place, JSON.stringify({ words: words.value, grounds: ticked, read }));
      };
      words.addEventListener("input", keep);
      grounds.forEach((each) => each.addEventListener("change", keep));
    } else {
      sessionStorage.removeItem(place);
    }
  } catch {
    // A browser that keeps nothing: the page works as it does without a script.
  }
}

document.addEventListener("submit", (event) => {
  if (!event.target.getAttribute("action")?.endsWith("/sign-out/")) return;
  try {
    Object.keys(sessionStorage).filter((key) => key.startsWith(DRAFT)).forEach((key) => sessionStorage.removeItem(key));
  } catch {
    // Nothing was kept.
  }
});

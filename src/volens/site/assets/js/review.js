// The reviewers' keys: j and k move through the queue, one key for each decision. Nothing happens while one types.

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
      pressed.click();
    }
  });
}

// What a reviewer writes is not lost when the sign-in ends meanwhile: this tab keeps it, for the same reviewer, until the
// decision is in or somebody signs out here on purpose.
const DRAFT = "review-draft:";

if (one) {
  const words = one.querySelector("#decide-words");
  const place = `${DRAFT}${one.dataset.reviewCase}:${location.pathname.replace(/^\/[^/]+/, "")}`;
  try {
    if (words) {
      if (!words.value) words.value = sessionStorage.getItem(place) || "";
      words.addEventListener("input", () => sessionStorage.setItem(place, words.value));
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

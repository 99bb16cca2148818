// Small conveniences of single pages.
document.documentElement.classList.add("js");

// Print buttons may arrive with content that was swapped in, so the page listens, not each button.
const showPrint = () => document.querySelectorAll("[data-print]").forEach((button) => { button.hidden = false; });
showPrint();
document.addEventListener("htmx:afterSettle", showPrint);
document.addEventListener("click", (event) => { if (event.target.closest("[data-print]")) window.print(); });

document.querySelectorAll("[data-copy]").forEach((button) => {
  if (!navigator.clipboard) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    const status = document.getElementById("status");
    if (status) status.textContent = button.dataset.copied;
    const label = button.querySelector("span:last-child");
    if (label) label.textContent = button.dataset.copied;
  });
});

// On a phone the row of one's own pages scrolls sideways: show where one is.
document.querySelector(".mine-nav [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });

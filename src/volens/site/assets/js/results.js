// Results in place: what a screen reader hears, where the focus goes, which groups of filters stay open.
import htmx from "./htmx.js";

const status = document.getElementById("status");
const open = new Set();
let fromPager = false;

document.addEventListener("toggle", (event) => {
  const group = event.target;
  if (group instanceof HTMLDetailsElement && group.closest("#facets")) {
    group.open ? open.add(group.id) : open.delete(group.id);
  }
}, true);

// Filters, order and distance may stand outside the form's own element: any change of a field of the form searches.
document.addEventListener("change", (event) => {
  const form = event.target.form;
  if (form?.id === "search" && form.hasAttribute("hx-get")) htmx.trigger(form, "changed");
});

document.addEventListener("htmx:beforeRequest", (event) => {
  fromPager = Boolean(event.detail.elt.closest?.(".pager"));
  document.querySelectorAll("#facets details[open]").forEach((group) => open.add(group.id));
});

document.addEventListener("htmx:oobAfterSwap", (event) => {
  if (event.detail.target.id !== "facets") return;
  document.querySelectorAll("#facets details").forEach((group) => { group.open = group.open || open.has(group.id); });
});

document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.target.id !== "results") return;
  document.querySelectorAll(".languages a").forEach((link) => { link.search = window.location.search; });
  for (const name of ["q", "where", "radius"]) {
    const field = document.getElementById(name);
    if (document.getElementById(`${name}-problem`)) {
      field?.setAttribute("aria-invalid", "true");
      field?.setAttribute("aria-describedby", `${name}-problem`);
    } else {
      field?.removeAttribute("aria-invalid");
      field?.removeAttribute("aria-describedby");
    }
  }
  const heading = document.getElementById("results-heading");
  if (!heading) return;
  if (status) status.textContent = heading.textContent.trim();
  if (fromPager) {
    heading.focus({ preventScroll: true });
    heading.scrollIntoView({ block: "start" });
  }
});

// A failed request must not leave the page as it was without a word: let the browser ask and show the error.
for (const failure of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(failure, (event) => {
    const address = event.detail.pathInfo?.finalRequestPath || event.detail.requestConfig?.path;
    if (address) window.location.assign(address);
  });
}

// Empty fields say nothing: keep them out of the address, so that a link to a search stays short.
function lean(form) {
  for (const field of form.elements) {
    const said = field.type === "checkbox" || field.type === "radio" ? field.checked : field.value !== "";
    const usual = field.dataset?.usual !== undefined && field.value === field.dataset.usual;
    if (field.name && (!said || usual)) field.disabled = true;
  }
  setTimeout(() => { for (const field of form.elements) field.disabled = false; });
}

document.addEventListener("htmx:configRequest", (event) => {
  const form = event.detail.elt.closest?.("form[data-lean]") || event.detail.elt.form;
  if (!form?.matches?.("form[data-lean]")) return;
  const usual = new Map([...form.elements].filter((field) => field.dataset?.usual !== undefined).map((field) => [field.name, field.dataset.usual]));
  const kept = event.detail.formData;
  for (const [name, value] of [...kept.entries()]) {
    if (value === "" || usual.get(name) === value) kept.delete(name, value);
  }
});
document.querySelectorAll("form[data-lean]").forEach((form) => {
  form.addEventListener("submit", () => { if (!form.hasAttribute("hx-get")) lean(form); });
});

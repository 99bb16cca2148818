// htmx swaps the results in place. It evaluates nothing, injects no styles and keeps no page in the browser's storage:
// the next person at a shared computer must not find the last one's searches. Going back asks the server again.
import htmx from "htmx.org/dist/htmx.esm.js";

Object.assign(htmx.config, {
  allowEval: false,
  allowScriptTags: false,
  historyCacheSize: 0,
  includeIndicatorStyles: false,
  refreshOnHistoryMiss: true,
  scrollIntoViewOnBoost: false,
  selfRequestsOnly: true,
  timeout: 15000,
});

// htmx notes the current address for its history; an address holds a search, so the note goes at once.
function forget() {
  try { sessionStorage.removeItem("htmx-current-path-for-history"); } catch { /* storage is off: nothing to forget */ }
}
for (const moment of ["htmx:load", "htmx:pushedIntoHistory", "htmx:replacedInHistory", "htmx:afterSettle", "htmx:historyRestore"]) {
  document.addEventListener(moment, forget);
}

window.htmx = htmx;
export default htmx;

// Everything here is an enhancement: each page works without it.
import "./htmx.js";
import "./combobox.js";
import "./results.js";
import "./page.js";
import "./passkey.js";
import "./posting.js";
import "./review.js";

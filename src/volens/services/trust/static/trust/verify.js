// Checks a receipt (C2SP tlog-proof) with nothing but the browser's own cryptography (WebCrypto: Ed25519, SHA-256).
// Strict: whatever is not exactly in its form is refused. Nothing is sent anywhere.
(() => {
  "use strict";
  const form = document.getElementById("verify");
  if (!form) return;
  const find = (id) => document.getElementById(id);
  const utf8 = new TextEncoder();
  const say = (word) => document.querySelector(`#words [data-word="${word}"]`).textContent;

  class Fault extends Error {}
  const demand = (holds, word) => {
    if (!holds) throw new Fault(word);
  };

  const bytes = (text, length, word = "form") => {
    demand(/^[A-Za-z0-9+/]*={0,2}$/.test(text) && text.length % 4 === 0, word);
    const raw = atob(text);
    demand(btoa(raw) === text && (length === undefined || raw.length === length), word);
    return Uint8Array.from(raw, (letter) => letter.charCodeAt(0));
  };
  const join = (...parts) => {
    const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
      all.set(part, at);
      at += part.length;
    }
    return all;
  };
  const same = (one, other) => one.length === other.length && one.every((value, at) => value === other[at]);
  const sha256 = async (data) => new Uint8Array(await crypto.subtle.digest("SHA-256", data));
  const count = (text) => {
    demand(/^(0|[1-9][0-9]{0,18})$/.test(text), "form");
    return BigInt(text);
  };

  // A key as text: name+identifier+base64(kind, public key); the identifier must belong to both.
  const key = async (text, kind) => {
    const parts = /^([^\s+]+)\+([0-9a-f]{8})\+(\S+)$/.exec(text);
    demand(parts, "key");
    const data = bytes(parts[3], 33, "key");
    demand(data[0] === kind, "key");
    const id = (await sha256(join(utf8.encode(`${parts[1]}\n`), data))).slice(0, 4);
    demand([...id].map((each) => each.toString(16).padStart(2, "0")).join("") === parts[2], "key");
    return { name: parts[1], id, public: await crypto.subtle.importKey("raw", data.slice(1), "Ed25519", false, ["verify"]) };
  };
  const signed = (by, signature, message) => crypto.subtle.verify("Ed25519", by.public, signature, message);

  const note = (text) => {
    const end = text.lastIndexOf("\n\n");
    demand(end > 0 && text.endsWith("\n"), "form");
    const signatures = text.slice(end + 2, -1).split("\n").map((line) => {
      const parts = /^\u2014 ([^\s+]+) (\S+)$/.exec(line);
      demand(parts, "form");
      const value = bytes(parts[2]);
      demand(value.length > 4, "form");
      return { name: parts[1], id: value.slice(0, 4), value: value.slice(4) };
    });
    return { text: text.slice(0, end + 1), signatures };
  };

  const receipt = (text) => {
    const split = text.indexOf("\n\n");
    demand(split > 0, "form");
    const lines = text.slice(0, split).split("\n");
    demand(lines.shift() === "c2sp.org/tlog-proof@v1", "form");
    demand(lines.length && lines[0].startsWith("extra "), "form");
    const entry = bytes(lines.shift().slice(6));
    demand(lines.length && lines[0].startsWith("index "), "form");
    const index = count(lines.shift().slice(6));
    demand(lines.length <= 63, "form");
    return { entry, index, proof: lines.map((line) => bytes(line, 32)), note: note(text.slice(split + 2)) };
  };

  // RFC 9162, section 2.1.3.2.
  const leads = async (entry, index, size, proof, root) => {
    if (index >= size) return false;
    let fn = index;
    let sn = size - 1n;
    let hash = await sha256(join(Uint8Array.of(0), entry));
    for (const each of proof) {
      if (sn === 0n) return false;
      if (fn & 1n || fn === sn) {
        hash = await sha256(join(Uint8Array.of(1), each, hash));
        while (!(fn & 1n) && fn !== 0n) {
          fn >>= 1n;
          sn >>= 1n;
        }
      } else {
        hash = await sha256(join(Uint8Array.of(1), hash, each));
      }
      fn >>= 1n;
      sn >>= 1n;
    }
    return sn === 0n && same(hash, root);
  };

  const check = async (text, logKey, witnessKeys, quorum) => {
    const log = await key(logKey, 1);
    const witnesses = await Promise.all(witnessKeys.map((each) => key(each, 4)));
    const given = receipt(text);
    const lines = given.note.text.split("\n");
    demand(lines.length >= 4 && lines[0] !== "", "form");
    const [size, root] = [count(lines[1]), bytes(lines[2], 32)];
    const by = (one, other) => one.name === other.name && same(one.id, other.id);
    const own = given.note.signatures.filter((each) => by(each, log));
    demand(lines[0] === log.name && own.length > 0, "signature");
    for (const each of own) demand(await signed(log, each.value, utf8.encode(given.note.text)), "signature");
    const agreed = new Set();
    for (const witness of witnesses) {
      for (const each of given.note.signatures.filter((other) => by(other, witness))) {
        demand(each.value.length === 72, "cosignature");
        const time = new DataView(each.value.buffer, each.value.byteOffset).getBigUint64(0);
        const message = utf8.encode(`cosignature/v1\ntime ${time}\n${given.note.text}`);
        demand(await signed(witness, each.value.slice(8), message), "cosignature");
        agreed.add(`${witness.name} (${new Date(Number(time) * 1000).toISOString().slice(0, 16).replace("T", " ")} UTC)`);
      }
    }
    demand(agreed.size >= quorum, "quorum");
    demand(await leads(given.entry, given.index, size, given.proof, root), "proof");
    return { entry: new TextDecoder("utf-8", { fatal: true }).decode(given.entry), index: given.index, size, agreed: [...agreed] };
  };

  const add = (parent, tag, text, style) => {
    const made = document.createElement(tag);
    made.textContent = text;
    if (style) made.className = style;
    parent.append(made);
    return made;
  };
  const show = (outcome) => {
    const place = find("outcome");
    place.replaceChildren();
    if (outcome.fault) {
      add(place, "p", outcome.fault === "empty" || outcome.fault === "old" ? say(outcome.fault) : say("bad"), "verdict bad");
      if (!["empty", "old"].includes(outcome.fault)) add(place, "p", say(outcome.fault));
      return;
    }
    add(place, "p", say("good"), "verdict good");
    const list = add(place, "dl", "");
    const rows = [[say("number"), outcome.index], [say("size"), outcome.size]];
    if (outcome.agreed.length) rows.push([say("witnesses"), outcome.agreed.join(", ")]);
    try {
      const leaf = JSON.parse(outcome.entry);
      for (const name of ["type", "day", "office", "purpose"]) {
        const told = String(leaf[name]);
        const words = /^[a-z0-9_.:-]+$/.test(told) && document.querySelector(`[data-word="${name}-${told}"]`);
        rows.push([say(name), words ? `${words.textContent} (${told})` : told]);
      }
    } catch {
      // Another log's entry may be anything: it is shown as it is, below.
    }
    rows.push([say("entry"), outcome.entry, "raw"]);
    for (const [name, value, style] of rows) {
      add(list, "dt", name);
      add(list, "dd", String(value), style);
    }
  };

  const run = async () => {
    if (!globalThis.crypto?.subtle) return { fault: "old" };
    const file = find("receipt-file").files[0];
    const text = file ? await file.text() : find("receipt-text").value;
    if (!text.trim()) return { fault: "empty" };
    const keys = find("witness-keys").value.split(/\s+/).filter(Boolean);
    const quorum = Number(find("quorum").value.trim() || "0");
    if (new Set(keys).size !== keys.length || !Number.isInteger(quorum) || quorum < 0) return { fault: "key" };
    try {
      // A pasted text may have lost its last line end, or gained the line ends of another system.
      const plain = file ? text : `${text.replace(/\r\n/g, "\n").replace(/\n+$/, "")}\n`;
      return await check(plain, find("log-key").value.trim(), keys, quorum);
    } catch (error) {
      if (error instanceof Fault) return { fault: error.message };
      return { fault: error.name === "NotSupportedError" ? "old" : "form" };
    }
  };
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    show(await run());
  });
})();

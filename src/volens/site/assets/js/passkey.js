// Passkeys: shown only where the browser has them; everything also works with codes.
const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (each) => each.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

const prepared = (options) => {
  const key = options.publicKey;
  key.challenge = bytes(key.challenge);
  if (key.user) key.user.id = bytes(key.user.id);
  for (const each of [...(key.excludeCredentials || []), ...(key.allowCredentials || [])]) each.id = bytes(each.id);
  return { publicKey: key };
};

const told = (credential) => {
  const { response } = credential;
  const answer = { id: credential.id, rawId: text(credential.rawId), type: credential.type, response: { clientDataJSON: text(response.clientDataJSON) } };
  for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (response[name]) answer.response[name] = text(response[name]);
  }
  return JSON.stringify(answer);
};

document.querySelectorAll("form[data-passkey]").forEach((form) => {
  if (!window.PublicKeyCredential) return;
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    if (form.elements.answer.value) return;
    event.preventDefault();
    try {
      const reply = await fetch(form.dataset.options, { method: "POST", body: new FormData(form), credentials: "same-origin" });
      const { options, state } = await reply.json();
      const credential = form.dataset.passkey === "new"
        ? await navigator.credentials.create(prepared(options))
        : await navigator.credentials.get(prepared(options));
      form.elements.state.value = state;
      form.elements.answer.value = told(credential);
      form.submit();
    } catch {
      form.querySelector("[data-failed]").hidden = false;
    }
  });
});

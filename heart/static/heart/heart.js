/* Care Navigation: small improvements over pages that already work without scripting.

   data-refresh[="5"]      on an element with hx-get and hx-trigger="refresh": asked again every N seconds while the
                           page is in use, once a minute when idle, never in a hidden tab, while a control in it has
                           focus, a menu or dialog is open, or offline. Sends the header X-Refresh: auto, so that the
                           server need not count it as the person's activity.
   data-row                a list row that j / k move over; [data-row-link] (else its first link) gets the focus.
   data-key="c"            a link or button that this key presses: the one in the current row first, else the page's.
   data-search             the field that / focuses.
   data-find               the form of the search: ↓ ↑ choose among what was found, Enter opens, Esc goes back.
   data-dialog="id"        a button that opens that <dialog>; [data-close] inside closes it.
   data-toast="10"         a toast that leaves after N seconds (not while hovered or focused); [data-close] dismisses.
   data-errors             the error summary: gets focus on load and after a swap.
   data-locate="id"        a button that asks the device once where it is and chooses the beat that data-url answers; the
                           words beside it are data-none and data-failed. Nothing of it is kept.
   data-submits="many"     a form that may be sent again (else its buttons are off after the first submit).
   data-submit-on-change   a form or select that submits itself when changed (its own button is hidden with scripting).
   data-print              a button that prints.
   data-draft="not saved"  on an element with hx-post and hx-trigger="… save" in a form: saves what is typed, at the
                           latest when one leaves, says when it could not (in these words), tries again when the
                           connection is back, and keeps the form from being sent into nothing. Nothing is kept on
                           the device.
   body data-keys="off"    no single-letter keys. body data-login="/path" where an ended session is sent to. */
(function () {
  "use strict";
  const doc = document, root = doc.documentElement, body = doc.body;
  const $ = (selector, within) => (within || doc).querySelector(selector);
  const all = (selector, within) => Array.from((within || doc).querySelectorAll(selector));
  const CONTROL = "input:not([type=hidden]):not([type=button]):not([type=submit]), select, textarea, [contenteditable=true]";
  root.classList.add("js");

  // ---- toasts ----
  const toasts = $("#toasts");
  function leave(toast, seconds) {
    let timer;
    const start = () => { clearTimeout(timer); timer = setTimeout(() => toast.remove(), seconds * 1000); };
    toast.addEventListener("pointerenter", () => clearTimeout(timer));
    toast.addEventListener("focusin", () => clearTimeout(timer));
    toast.addEventListener("pointerleave", start);
    toast.addEventListener("focusout", start);
    start();
  }
  function say(key, href) {
    const text = toasts && toasts.dataset[key];
    if (!text || $("[data-said='" + key + "']", toasts)) return;
    const toast = doc.createElement("div");
    toast.className = "toast";
    toast.dataset.said = key;
    const p = doc.createElement("p");
    p.textContent = text;
    toast.append(p);
    if (href) {
      const link = doc.createElement("a");
      link.href = href; link.target = "_blank"; link.rel = "noopener"; link.textContent = toasts.dataset.signin;
      toast.append(link);
    } else {
      leave(toast, 8);
    }
    toasts.append(toast);
  }

  // ---- what every new piece of page needs ----
  function ready(part) {
    all("[data-toast]", part).forEach((toast) => {
      if (toast.dataset.timed) return;
      toast.dataset.timed = "1";
      leave(toast, Number(toast.dataset.toast) || 10);
    });
    const errors = part.matches && part.matches("[data-errors]") ? part : $("[data-errors]", part);
    if (errors) {
      if (part === doc && errors.dataset.title) doc.title = errors.dataset.title + ": " + doc.title;
      errors.focus();
    }
  }
  ready(doc);

  // ---- one submit is enough ----
  const opensBeside = (form, button) => ((button && button.formTarget) || form.target) === "_blank";
  function free(form) {
    delete form.dataset.sent;
    all("[data-was-on]").forEach((button) => {
      if (button.form !== form) return;
      button.disabled = false;
      button.removeAttribute("data-was-on");
    });
  }
  doc.addEventListener("submit", (event) => {
    const form = event.target;
    if (opensBeside(form, event.submitter)) return;
    if (!$("[data-draft]", form) && held(() => form.requestSubmit(event.submitter))) {
      event.preventDefault(); event.stopImmediatePropagation();
      return;
    }
    if (form.method === "get" || form.dataset.submits === "many") return;
    if (form.dataset.sent) { event.preventDefault(); event.stopImmediatePropagation(); return; }
    if ($("[data-draft]", form) && (!navigator.onLine || stopped)) { // what is typed stays where it is
      event.preventDefault(); event.stopImmediatePropagation();
      if (stopped) say("ended", body.dataset.login); else say("offline");
      return;
    }
    form.dataset.sent = "1";
    all("[data-draft]", form).forEach((part) => { if (window.htmx) window.htmx.trigger(part, "htmx:abort"); });
    setTimeout(() => { // after the browser has taken the pressed button's name and value
      if (event.defaultPrevented && !form.matches("[hx-post],[hx-put],[hx-patch],[hx-delete]")) return free(form);
      Array.from(form.elements).forEach((button) => {
        if (button.type !== "submit" || button.disabled) return;
        button.disabled = true;
        button.setAttribute("data-was-on", "");
      });
    }, 0);
    setTimeout(() => free(form), 20000);
  }, true);
  window.addEventListener("pageshow", (event) => { if (event.persisted) all("form[data-sent]").forEach(free); });

  // ---- htmx ----
  doc.addEventListener("htmx:afterRequest", (event) => {
    const form = event.detail.elt.closest && event.detail.elt.closest("form");
    if (form && !event.detail.elt.hasAttribute("data-draft")) free(form);
  });
  doc.addEventListener("htmx:configRequest", (event) => {
    if (event.detail.elt.hasAttribute("data-refresh")) event.detail.headers["X-Refresh"] = "auto";
  });
  doc.addEventListener("htmx:beforeSwap", (event) => {
    const xhr = event.detail.xhr, login = body.dataset.login;
    if (login && xhr.responseURL && new URL(xhr.responseURL).pathname.startsWith(login)) {
      event.detail.shouldSwap = false; // an ended session must not replace what the person was typing
      stopped = true;
      say("ended", login);
    }
  });
  doc.addEventListener("htmx:load", (event) => { if (event.detail.elt !== body) ready(event.detail.elt); });
  ["htmx:sendError", "htmx:timeout"].forEach((name) => doc.addEventListener(name, (event) => {
    if (!event.detail.elt.hasAttribute("data-refresh")) say("offline");
  }));
  doc.addEventListener("htmx:responseError", (event) => {
    if (!event.detail.elt.hasAttribute("data-refresh")) say("failed");
  });

  // ---- what is typed is saved as one types ----
  const drafts = () => all("[data-draft]");
  function unsaved(part) {
    part.textContent = part.dataset.draft;
    part.classList.add("is-unsaved");
  }
  doc.addEventListener("htmx:beforeRequest", (event) => { // the form itself is on its way: a draft would come too late
    const part = event.detail.elt;
    if (part.hasAttribute("data-draft") && part.closest("form").dataset.sent) event.preventDefault();
  });
  function renewed() { // signed in again, perhaps elsewhere: the page's old token is of no use
    return fetch(location.href, { headers: { "X-Refresh": "auto" }, credentials: "same-origin" }).then((answer) => {
      if (new URL(answer.url).pathname.startsWith(body.dataset.login)) {
        stopped = true;
        say("ended", body.dataset.login);
        return false;
      }
      if (!answer.ok) return false;
      return answer.text().then((text) => {
        const token = $("[name=csrfmiddlewaretoken]", new DOMParser().parseFromString(text, "text/html"));
        if (!token) return false;
        all("[name=csrfmiddlewaretoken]").forEach((field) => { field.value = token.value; });
        body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": token.value }));
        stopped = false;
        return true;
      });
    }).catch(() => false);
  }
  function saveAgain() {
    const waiting = drafts().filter((part) => part.classList.contains("is-unsaved"));
    if (waiting.length && navigator.onLine && window.htmx)
      renewed().then((fine) => { if (fine) waiting.forEach((part) => window.htmx.trigger(part, "save")); });
  }
  ["htmx:sendError", "htmx:timeout", "htmx:responseError"].forEach((name) => doc.addEventListener(name, (event) => {
    const part = event.detail.elt;
    if (!part.hasAttribute("data-draft")) return;
    unsaved(part);
    if (name === "htmx:responseError" && event.detail.xhr.status === 403 && !part.dataset.again) {
      part.dataset.again = "1";
      saveAgain();
    }
  }));
  doc.addEventListener("htmx:afterRequest", (event) => {
    const part = event.detail.elt;
    if (!part.hasAttribute("data-draft")) return;
    if (stopped) unsaved(part);
    else if (event.detail.successful) { part.classList.remove("is-unsaved"); delete part.dataset.again; }
    else if (event.detail.xhr && event.detail.xhr.status === 409) part.classList.add("is-unsaved");
  });
  window.addEventListener("offline", () => drafts().forEach(unsaved));
  window.addEventListener("online", saveAgain);

  // ---- whoever leaves takes the last words along ----
  const kept = new WeakMap(), asking = new WeakMap(), parted = new WeakMap(); // part -> what was typed by then
  const HOLD = 4000; // so long a link waits for the answer; what is typed goes out again when the page ends
  const typed = (part) => new URLSearchParams(new FormData(part.closest("form")));
  const notKept = () => drafts().filter((part) => !part.closest("form").dataset.sent && typed(part).toString() !== kept.get(part));
  drafts().forEach((part) => { // what came back with an error stands in no draft yet
    if (!$("[data-errors]", part.closest("form"))) kept.set(part, typed(part).toString());
  });
  doc.addEventListener("htmx:beforeRequest", (event) => {
    const part = event.detail.elt;
    if (part.hasAttribute("data-draft")) asking.set(part, typed(part).toString());
  });
  doc.addEventListener("htmx:afterRequest", (event) => {
    const part = event.detail.elt;
    if (part.hasAttribute("data-draft") && event.detail.successful && !stopped) kept.set(part, asking.get(part));
  });
  function parting() { // an answer that nobody waits for: it outlives the page
    notKept().forEach((part) => {
      const words = typed(part);
      if (parted.get(part) === words.toString()) return;
      parted.set(part, words.toString());
      navigator.sendBeacon(part.getAttribute("hx-post"), words);
    });
  }
  let next = null, saidAll = false;
  function held(go) { // true: goes on by itself once it is saved, so that the page that comes knows of it
    const waiting = saidAll ? [] : notKept();
    if (!waiting.length || !navigator.onLine || stopped || !window.htmx) return false;
    const earlier = next;
    next = go;
    if (earlier) return true;
    const answered = (event) => { if (waiting.includes(event.detail.elt)) follow(); };
    const patience = setTimeout(() => follow(), HOLD);
    const follow = () => {
      doc.removeEventListener("htmx:afterRequest", answered);
      clearTimeout(patience);
      saidAll = true;
      next();
      next = null;
      saidAll = false;
    };
    doc.addEventListener("htmx:afterRequest", answered);
    waiting.forEach((part) => window.htmx.trigger(part, "save"));
    return true;
  }
  doc.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const here = link.origin + link.pathname + link.search === location.origin + location.pathname + location.search;
    if (link.target || link.hasAttribute("download") || link.origin !== location.origin || (here && link.hash)) return;
    if (held(() => location.assign(link.href))) event.preventDefault();
  });
  doc.addEventListener("visibilitychange", () => {
    if (doc.hidden) return parting();
    saveAgain();
    if (window.htmx && !stopped) notKept().forEach((part) => { if (!part.classList.contains("is-unsaved")) window.htmx.trigger(part, "save"); });
  });
  ["beforeunload", "pagehide"].forEach((name) => window.addEventListener(name, parting));
  window.addEventListener("beforeunload", (event) => {
    if (drafts().some((part) => part.classList.contains("is-unsaved") && !part.closest("form").dataset.sent)) event.preventDefault();
  });

  // ---- refresh that adapts ----
  const IDLE_AFTER = 60, IDLE_EVERY = 60;
  let stopped = false, used = Date.now();
  const asked = new WeakMap();
  ["pointerdown", "pointermove", "keydown", "scroll", "touchstart"].forEach((name) =>
    window.addEventListener(name, () => { used = Date.now(); }, { passive: true }));
  function busy(part) {
    const focus = doc.activeElement;
    return (focus && part.contains(focus) && focus.matches(CONTROL)) || $("details[open]", part) ||
      $("dialog[open]") || $("form[data-sent]", part) || String(window.getSelection()).length > 0;
  }
  function refresh(now) {
    if (stopped || doc.hidden || !navigator.onLine || !window.htmx) return;
    const idle = now - used > IDLE_AFTER * 1000;
    const thrift = navigator.connection && navigator.connection.saveData ? 4 : 1;
    all("[data-refresh]").forEach((part) => {
      const every = (idle ? IDLE_EVERY : Number(part.dataset.refresh) || 5) * thrift * 1000;
      if (!asked.has(part)) asked.set(part, now);
      if (now - asked.get(part) < every || busy(part)) return;
      asked.set(part, now);
      window.htmx.trigger(part, "refresh");
    });
  }
  if ($("[data-refresh]")) {
    setInterval(() => refresh(Date.now()), 1000);
    doc.addEventListener("visibilitychange", () => {
      if (doc.hidden) return;
      used = Date.now();
      all("[data-refresh]").forEach((part) => asked.set(part, 0));
      refresh(used);
    });
  }

  // ---- the number of new messages, before the title ----
  function unread() {
    const live = $("#live"), number = live ? Number(live.dataset.unread) : 0;
    doc.title = (number ? "(" + number + ") " : "") + doc.title.replace(/^\(\d+\) /, "");
  }
  unread();
  doc.addEventListener("htmx:afterSettle", unread);

  // ---- clicks ----
  doc.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-dialog]"), closer = event.target.closest("[data-close]");
    if (opener) { const dialog = doc.getElementById(opener.dataset.dialog); if (dialog) dialog.showModal(); }
    if (closer) {
      const dialog = closer.closest("dialog"), toast = closer.closest(".toast");
      if (dialog) dialog.close(); else if (toast) toast.remove();
    }
    if (event.target.closest("[data-print]")) window.print();
    all("details.menu[open]").forEach((menu) => { if (!menu.contains(event.target) || opener) menu.open = false; });
  });
  doc.addEventListener("change", (event) => {
    if (event.target.closest("[data-submit-on-change]") && event.target.form) event.target.form.requestSubmit();
  });

  // ---- where I am, when asked ----
  doc.addEventListener("click", (event) => {
    const button = event.target.closest("[data-locate]");
    if (!button || !navigator.geolocation) return;
    const field = doc.getElementById(button.dataset.locate), told = button.nextElementSibling;
    const failed = () => { told.textContent = button.dataset.failed; };
    navigator.geolocation.getCurrentPosition((place) => {
      const point = new URLSearchParams({ latitude: place.coords.latitude, longitude: place.coords.longitude });
      fetch(button.dataset.url, { method: "POST", body: point, credentials: "same-origin", headers: JSON.parse(body.getAttribute("hx-headers")) })
        .then((answer) => answer.ok ? answer.json() : Promise.reject(answer)).then((found) => {
          const known = Array.from(field.options).some((option) => option.value && option.value === found.beat);
          if (known) { field.value = found.beat; field.dispatchEvent(new Event("change", { bubbles: true })); }
          told.textContent = known ? found.beat : button.dataset.none;
        }).catch(failed);
    }, failed, { timeout: 10000, maximumAge: 0 });
  });

  // ---- keys ----
  const rows = () => all("[data-row]").filter((row) => row.offsetParent !== null);
  const current = () => doc.activeElement && doc.activeElement.closest("[data-row]");
  function move(step) {
    const list = rows();
    if (!list.length) return;
    const at = list.indexOf(current());
    const next = list[at < 0 ? (step > 0 ? 0 : list.length - 1) : Math.min(Math.max(at + step, 0), list.length - 1)];
    const link = $("[data-row-link]", next) || $("a[href]", next);
    if (!link) return;
    link.focus({ focusVisible: true, preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  }
  function press(key) {
    const row = current();
    const target = (row && $("[data-key='" + key + "']", row)) || $("main [data-key='" + key + "']") || $("[data-key='" + key + "']");
    if (target) target.click();
    return target;
  }
  // ---- search: the arrows choose, Enter opens, Esc is where one was ----
  const find = $("[data-find]");
  if (find) {
    const field = $("[data-search]", find);
    const looking = $("[data-looking]", find);
    let asked = null, shown = null; // what is being looked for, or was; what the list answers
    field.focus();
    field.addEventListener("htmx:beforeRequest", (event) => {
      if (asked === field.value) return event.preventDefault();
      asked = field.value;
      looking.textContent = looking.dataset.looking;
    });
    field.addEventListener("htmx:afterRequest", (event) => {
      shown = event.detail.successful ? asked : null;
      asked = shown;
      looking.textContent = "";
    });
    find.addEventListener("submit", (event) => {
      if (!window.htmx) return;
      event.preventDefault();
      const first = $("#found [data-row-link]");
      if (first && shown === field.value && doc.activeElement === field) return first.click();
      if (shown === asked) asked = null; // pressed again: looked for again
      window.htmx.trigger(field, "find");
    });
    doc.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || $("dialog[open], details.menu[open]")) return;
      const inside = doc.activeElement === field, row = current();
      if (event.key === "Escape") {
        if (history.length > 1 && doc.referrer.startsWith(location.origin + "/")) history.back();
        else location.assign("/");
      } else if (event.key === "ArrowDown" && (inside || row)) move(1);
      else if (event.key === "ArrowUp" && row) { if (row === rows()[0]) field.focus(); else move(-1); }
      else return;
      event.preventDefault();
    });
  }

  doc.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      const menu = $("details.menu[open]");
      if (menu) { menu.open = false; $("summary", menu).focus(); }
      return;
    }
    if (body.dataset.keys === "off" || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest(CONTROL) || $("dialog[open]")) return;
    if (event.key === "/") {
      const search = all("[data-search]").find((field) => field.offsetParent !== null);
      if (search) { search.focus(); search.select(); } else if (!press("/")) return;
    } else if (event.key === "?") {
      const keys = doc.getElementById("keys");
      if (keys) keys.showModal(); else return;
    } else if (event.key === "j") move(1);
    else if (event.key === "k") move(-1);
    else if (/^[a-z]$/.test(event.key)) { if (!press(event.key)) return; }
    else return; // Enter opens the focused link by itself
    event.preventDefault();
  });
})();

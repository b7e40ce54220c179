// The pages work without this. It makes leaving faster, and says so to screen readers.
(function () {
  "use strict";
  var link = document.querySelector("[data-away]");
  var away = link ? link.getAttribute("data-away") : "/leave";
  var say = document.querySelector("[data-say]");
  var left = false;

  document.documentElement.classList.add("with-script");

  function cover() {
    var sheet = document.createElement("div");
    sheet.className = "cover";
    document.body.appendChild(sheet);
    document.body.classList.add("covered");
    document.title = "Page";
  }

  function leave(event) {
    if (event) { event.preventDefault(); }
    if (left) { return; }
    left = true;
    if (sending) { sending.abort(); }
    document.dispatchEvent(new Event("leave"));
    cover();
    if (navigator.sendBeacon) { navigator.sendBeacon("/leave"); }
    location.replace(away);
  }

  // Shift three times within five seconds, Esc three times within two, and no other key in between: a capital letter
  // is Shift too, and nobody who types a name wants to leave.
  var keys = { Shift: { within: 5000, at: [] }, Escape: { within: 2000, at: [] } };

  function pressed(event) {
    var key = keys[event.key];
    if (event.repeat || event.isComposing) { return; }
    if (!key) { keys.Shift.at = keys.Escape.at = []; return; }
    if (event.key === "Escape" && document.querySelector("dialog[open]")) { return; }
    var now = Date.now();
    key.at = key.at.filter(function (then) { return now - then < key.within; });
    key.at.push(now);
    if (key.at.length >= 3) { leave(); return; }
    if (key.at.length === 2 && say) { say.textContent = say.getAttribute("data-say"); }
  }

  document.querySelectorAll("[data-leave]").forEach(function (each) { each.addEventListener("click", leave); });
  document.addEventListener("keydown", pressed);
  document.querySelectorAll("[data-instead]").forEach(function (each) {
    each.addEventListener("click", function (event) { event.preventDefault(); location.replace(each.href); });
  });

  // A page the browser kept alive is not shown again: the server may have forgotten it.
  window.addEventListener("pageshow", function (event) {
    if (event.persisted) { cover(); location.reload(); }
  });

  // An answer takes the place of its page: the history holds one entry. A redirect leads on. Any other answer is written
  // where the page was: to ask for it once more could count twice. Whoever has left meanwhile sees none of it.
  var sending = null;

  function written(html) {
    if (left) { return; }
    document.open();
    document.write(html);
    document.close();
    window.scrollTo(0, 0);  // the new page is read from its top
  }

  // What did not arrive, or was too much to be read, stands on this page alone: it stays, and says what is wrong.
  function stays(heading, sentence) {
    if (left) { return; }
    var note = document.querySelector(".too-much") || document.createElement("div");
    note.className = "summary too-much";
    note.setAttribute("role", "alert");
    note.tabIndex = -1;
    note.replaceChildren();
    [["h2", heading], ["p", sentence]].forEach(function (part) {
      var line = document.createElement(part[0]);
      line.textContent = part[1];
      if (part[1]) { note.appendChild(line); }
    });
    document.querySelector("main").prepend(note);
    note.focus();
    sending = null;
  }

  function tooMuch(html) {
    var answer = new DOMParser().parseFromString(html, "text/html");
    stays(answer.querySelector("h1").textContent, answer.querySelector("h1 + p").textContent);
  }

  function lost() { stays("", say.getAttribute("data-lost")); }

  function sent(event) {
    var form = event.target, button = event.submitter || {};
    var here = form.method === "post" && new URL(form.action).pathname === location.pathname;
    if (!window.fetch || !window.AbortController || !here) { return; }
    event.preventDefault();
    if (sending || left) { return; }
    sending = new AbortController();
    var told = new URLSearchParams(new FormData(form));
    if (button.name) { told.append(button.name, button.value); }
    fetch(form.action, { method: "POST", body: told, redirect: "manual", signal: sending.signal })
      .then(function (answer) {
        if (answer.type !== "opaqueredirect") { return answer.text().then(answer.status === 413 ? tooMuch : written); }
        if (!left) { location.replace(form.getAttribute("data-next") || location.pathname); }
      })
      .catch(lost);
  }

  document.addEventListener("submit", sent);

  var first = document.querySelector("[data-focus]");
  if (first) { first.focus(); }

  // Where the browser lets no page write to its clipboard, the text is chosen and she copies it herself.
  document.querySelectorAll("[data-copy]").forEach(function (button) {
    button.addEventListener("click", function () {
      var text = document.getElementById(button.getAttribute("data-copy"));
      var done = function () { button.textContent = button.getAttribute("data-done"); };
      text.focus();
      text.select();
      if (navigator.clipboard) { navigator.clipboard.writeText(text.value).then(done, function () {}); }
    });
  });

  var print = document.querySelector("[data-print]");
  if (print) { print.addEventListener("click", function () { window.print(); }); }
  // On paper nothing can be opened any more.
  window.addEventListener("beforeprint", function () {
    document.querySelectorAll(".step").forEach(function (each) { each.open = true; });
  });

  // Five minutes before the answers are forgotten, offer to keep going.
  var idle = document.querySelector("[data-idle]");
  var stay = document.querySelector("[data-stay]");
  var minutes = Number(document.body.getAttribute("data-minutes") || 0);
  if (idle && stay && minutes && idle.showModal) {
    var timer;
    var wait = function () {
      clearTimeout(timer);
      timer = setTimeout(function () {
        if (idle.isConnected) { idle.showModal(); }
      }, Math.max(minutes - 5, minutes / 2) * 60000);
    };
    stay.addEventListener("click", function () {
      fetch(location.pathname, { credentials: "same-origin" });
      idle.close();
      wait();
    });
    wait();
  }
})();

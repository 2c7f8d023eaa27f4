// Keeps the page as things are. What comes is made by the server, as the page was; without this script the page shows how
// things were when it was loaded.
"use strict";

const MOST_ARTICLES = 20;
const { began, after } = document.body.dataset;
const [figures, articles, none, connection] = ["figures", "articles", "none", "connection"].map(id => document.getElementById(id));
const updates = new EventSource(`console/updates?after=${after}`);

const nodes = html => {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content;
};

const say = words => {
  if (connection.textContent !== words) connection.textContent = words;
};

updates.addEventListener("began", event => {
  if (event.data === document.body.dataset.began) {
    say("Live.");
    return;
  }
  updates.close();
  say("Another process answers here now: load the page again.");
});

updates.addEventListener("figures", event => figures.replaceChildren(nodes(event.data)));

updates.addEventListener("article", event => {
  if (!articles) return;
  none.hidden = true;
  articles.prepend(nodes(event.data));
  // What somebody reads stays.
  [...articles.children].slice(MOST_ARTICLES).forEach(item => item.querySelector("details[open]") || item.remove());
});

updates.addEventListener("error", () => {
  const isOver = updates.readyState === EventSource.CLOSED;
  say(isOver ? "Not live: load the page again." : "The connection is lost, and tried again.");
});

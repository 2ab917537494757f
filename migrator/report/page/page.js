"use strict";
(() => {
  const root = document.documentElement;
  const form = document.getElementById("filters");
  const theme = document.getElementById("theme");

  // Colours: what the system wants, unless the reader says otherwise.
  const themes = ["system", "light", "dark"];
  theme.hidden = false;
  theme.addEventListener("click", () => {
    const next = themes[(themes.indexOf(root.dataset.theme || "system") + 1) % themes.length];
    if (next === "system") delete root.dataset.theme;
    else root.dataset.theme = next;
    theme.textContent = `Colours: ${next}`;
  });
  if (!form) return;

  const chips = [...form.querySelectorAll("[data-status]")];
  const tiles = [...document.querySelectorAll("[data-only]")];
  const fields = form.elements;
  const sites = [...document.querySelectorAll(".site")].map((node) => ({
    node,
    details: node.firstElementChild,
    status: node.dataset.status,
    kind: node.dataset.kind,
    rule: node.dataset.rule,
    reasons: node.dataset.reason.split(" "),
    path: node.dataset.path,
    lower: node.dataset.path.toLowerCase(),
  }));
  const work = ["changed", "fixable", "unresolved"];
  const hasWork = sites.some((site) => work.includes(site.status));
  const usual = () =>
    new Set(chips.map((c) => c.dataset.status).filter((s) => !hasWork || work.includes(s)));
  let statuses = usual();
  let folder = null;

  const pathTest = (text) => {
    const wanted = text.trim().toLowerCase();
    if (!wanted) return () => true;
    if (!wanted.includes("*")) return (path) => path.includes(wanted);
    const escaped = wanted.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replace(/\*+/g, ".*");
    const pattern = new RegExp(`(^|/)${escaped}$`);
    return (path) => pattern.test(path);
  };

  const state = () => {
    const parts = new URLSearchParams();
    const plain = usual();
    if (statuses.size !== plain.size || [...statuses].some((s) => !plain.has(s)))
      parts.set("status", [...statuses].join(","));
    for (const name of ["path", "reason", "kind", "rule"])
      if (fields[name].value) parts.set(name, fields[name].value);
    if (folder !== null) parts.set("folder", folder);
    return parts.toString();
  };

  const apply = (remember = true) => {
    const fits = pathTest(fields.path.value);
    const { value: reason } = fields.reason;
    const { value: kind } = fields.kind;
    const { value: rule } = fields.rule;
    let shown = 0;
    for (const site of sites) {
      const keep =
        statuses.has(site.status) &&
        (!kind || site.kind === kind) &&
        (!rule || site.rule === rule) &&
        (!reason || site.reasons.includes(reason)) &&
        (folder === null || site.path.slice(0, site.path.lastIndexOf("/") + 1) === folder) &&
        fits(site.lower);
      if (site.node.hidden === keep) site.node.hidden = !keep;
      shown += keep;
    }
    for (const chip of chips) chip.setAttribute("aria-pressed", statuses.has(chip.dataset.status));
    for (const tile of tiles)
      tile.setAttribute("aria-pressed", statuses.size === 1 && statuses.has(tile.dataset.only));
    const where = folder === null ? "" : ` in ${folder || "./"}`;
    document.getElementById("shown").textContent = `${shown} of ${sites.length} shown${where}`;
    document.getElementById("nothing").hidden = shown > 0;
    if (remember) history.replaceState(null, "", `#${state()}`);
  };

  const read = () => {
    const hash = location.hash.slice(1);
    if (hash.startsWith("site-")) {
      const site = sites.find((one) => one.node.id === hash);
      if (!site) return;
      if (site.node.hidden) reveal(site);
      site.details.open = true;
      site.node.scrollIntoView();
      site.details.firstElementChild.focus({ preventScroll: true });
    } else if (hash.includes("=")) {
      const parts = new URLSearchParams(hash);
      for (const name of ["path", "reason", "kind", "rule"])
        fields[name].value = parts.get(name) || "";
      statuses = parts.has("status") ? new Set(parts.get("status").split(",")) : usual();
      folder = parts.get("folder");
      apply(false);
    }
  };

  // A link leads to its site also where the filters hide it.
  const reveal = (site) => {
    form.reset();
    folder = null;
    statuses = usual().add(site.status);
    apply(false);
  };

  for (const chip of chips)
    chip.addEventListener("click", () => {
      const { status } = chip.dataset;
      if (!statuses.delete(status)) statuses.add(status);
      apply();
    });
  for (const tile of tiles)
    tile.addEventListener("click", () => {
      const { only } = tile.dataset;
      statuses = statuses.size === 1 && statuses.has(only) ? usual() : new Set([only]);
      apply();
      document.getElementById("sites").scrollIntoView();
    });
  for (const button of document.querySelectorAll("[data-folder]"))
    button.addEventListener("click", () => {
      folder = folder === button.dataset.folder ? null : button.dataset.folder;
      apply();
      document.getElementById("sites").scrollIntoView();
    });
  let timer = 0;
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(apply, 80);
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => {
    statuses = usual();
    folder = null;
    setTimeout(apply);
  });
  const toggle = document.getElementById("open");
  toggle.addEventListener("click", () => {
    const visible = sites.filter((site) => !site.node.hidden);
    const open = visible.some((site) => !site.details.open);
    for (const site of visible) site.details.open = open;
    toggle.textContent = open ? "Close all" : "Open all";
  });

  // Keys that are no text: `/` for the path, `j` and `k` for the next and the previous site.
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, select, textarea")) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    if (event.key === "/") fields.path.focus();
    else if (event.key === "j" || event.key === "k") {
      const visible = sites.filter((site) => !site.node.hidden);
      const here = visible.findIndex((site) => site.node.contains(document.activeElement));
      const step = event.key === "j" ? 1 : -1;
      const next = visible[here < 0 ? 0 : Math.min(Math.max(here + step, 0), visible.length - 1)];
      if (next) next.details.firstElementChild.focus();
    } else return;
    event.preventDefault();
  });

  // Paper cannot be opened.
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = sites.filter((site) => !site.node.hidden && !site.details.open);
    for (const site of closed) site.details.open = true;
  });
  addEventListener("afterprint", () => {
    for (const site of closed) site.details.open = false;
  });
  addEventListener("hashchange", read);

  form.hidden = false;
  apply(false);
  read();
})();

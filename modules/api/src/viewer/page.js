"use strict";
// Shows an OpenAPI document. Everything is put in as text: a document cannot bring markup along.
(async () => {
  const operations = document.getElementById("operations");
  const add = (parent, name, text, kind) => {
    const element = document.createElement(name);
    if (text !== undefined) element.textContent = text;
    if (kind) element.className = kind;
    parent.append(element);
    return element;
  };
  let contract;
  try {
    const answer = await fetch(document.body.dataset.document);
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    contract = await answer.json();
  } catch (error) {
    operations.textContent = `The contract cannot be read: ${error.message}.`;
    return;
  }
  const resolve = (value) => {
    const seen = new Set();
    while (value && value.$ref && !seen.has(value.$ref)) {
      seen.add(value.$ref);
      value = value.$ref.slice(2).split("/").reduce((at, key) => at && at[key], contract);
    }
    return value || {};
  };
  const named = (schema) => {
    if (!schema) return "anything";
    if (schema.$ref) return schema.$ref.split("/").pop();
    if (schema.enum) return schema.enum.map((one) => JSON.stringify(one)).join(" or ");
    if (schema.type === "array") return `list of ${named(schema.items)}`;
    const forms = schema.oneOf || schema.anyOf;
    if (forms) return forms.map(named).join(" or ");
    const type = Array.isArray(schema.type) ? schema.type.join(" or ") : schema.type || "anything";
    return schema.format ? `${type} (${schema.format})` : type;
  };
  const table = (parent, rows) => {
    const body = add(parent, "table");
    for (const cells of rows) {
      const row = add(body, "tr");
      cells.forEach((cell, index) => add(row, index ? "td" : "th", cell));
    }
  };
  const fields = (schema, depth = 0, before = "") => {
    const whole = resolve(schema);
    const rows = [];
    for (const [name, field] of Object.entries(whole.properties || {})) {
      const needed = (whole.required || []).includes(name) ? "required" : "";
      const about = field.description || resolve(field).description || "";
      rows.push([before + name, named(field), needed, about]);
      const list = resolve(field).type === "array";
      const inner = list ? resolve(field).items : field;
      if (depth < 4) rows.push(...fields(inner, depth + 1, `${before}${name}${list ? "[]" : ""}.`));
    }
    return rows;
  };
  const content = (parent, parts) => {
    for (const [media, { schema }] of Object.entries(parts || {})) {
      add(parent, "p", `${media}: ${named(schema)}`);
      const whole = resolve(schema);
      const rows = fields(whole.type === "array" ? whole.items : schema);
      if (rows.length) table(parent, rows);
    }
  };
  const show = (parent, path, method, operation) => {
    const box = add(parent, "details", undefined, operation.deprecated ? "deprecated" : "");
    box.id = operation.operationId;
    box.dataset.words = `${path} ${method} ${operation.summary || ""}`.toLowerCase();
    const head = add(box, "summary");
    add(head, "span", method, "method");
    add(head, "code", path);
    head.append(` ${operation.summary || ""}${operation.deprecated ? " (deprecated)" : ""}`);
    if (operation.description) add(box, "p", operation.description);
    const ways = (operation.security || []).flatMap(Object.entries);
    if (ways.length) {
      const each = ways.map(([scheme, roles]) => (roles.length ? `${scheme} (${roles.join(" and ")})` : scheme));
      add(box, "p", `Only for those who are known by ${each.join(" or ")}.`, "security");
    }
    const parameters = (operation.parameters || []).map(resolve);
    if (parameters.length) {
      add(box, "h4", "Parameters");
      table(box, parameters.map((one) => [
        one.name, `${one.in}, ${named(one.schema)}`, one.required ? "required" : "", one.description || "",
      ]));
    }
    if (operation.requestBody) {
      add(box, "h4", operation.requestBody.required ? "Body" : "Body, if any");
      content(box, operation.requestBody.content);
    }
    for (const [status, answer] of Object.entries(operation.responses || {})) {
      const whole = resolve(answer);
      add(box, "h4", `${status === "default" ? "Otherwise" : status}: ${whole.description || ""}`);
      content(box, whole.content);
    }
  };
  document.getElementById("title").textContent = document.title = contract.info.title;
  document.getElementById("version").textContent = `version ${contract.info.version}`;
  operations.textContent = "";
  const groups = new Map();
  for (const [path, methods] of Object.entries(contract.paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      const tag = (operation.tags || ["API"])[0];
      if (!groups.has(tag)) groups.set(tag, []);
      groups.get(tag).push([path, method, operation]);
    }
  }
  for (const [tag, members] of groups) {
    const section = add(operations, "section");
    add(section, "h2", tag);
    for (const member of members) show(section, ...member);
  }
  document.getElementById("filter").addEventListener("input", (event) => {
    const words = event.target.value.toLowerCase();
    for (const box of operations.querySelectorAll("details")) {
      box.hidden = !box.dataset.words.includes(words);
    }
  });
})();

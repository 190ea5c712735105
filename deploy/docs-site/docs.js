// Shows the API of the service named in the address; the first one by default.
const links = [...document.querySelectorAll("nav a")];
const asked = new URLSearchParams(location.search).get("service");
const current = links.find((link) => link.dataset.service === asked) ?? links[0];
current.setAttribute("aria-current", "page");
SwaggerUIBundle({
  dom_id: "#browser",
  url: `/api/${current.dataset.service}/v1/openapi.json`,
  deepLinking: true,
  docExpansion: "list",
  persistAuthorization: true,
  // The public validator would send the document out of the intranet.
  validatorUrl: null,
});

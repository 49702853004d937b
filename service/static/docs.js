// Shows the OpenAPI description of this service; asks nothing of any other host.

// Swagger UI takes the `_` in a link such as #/reports/list_reports for an old way of writing a
// space, and complains on the console. Here it is part of the name.
const linksAsTheyAre = () => ({
  statePlugins: {
    layout: {
      wrapActions: {
        parseDeepLinkHash: (original, system) => (hash) => {
          const names = hash.replace(/^#!?\/?/, "").split("/").filter(Boolean);
          if (names.length === 0) return;
          const key = system.layoutSelectors.isShownKeyFromUrlHashArray(names);
          system.layoutActions.show(key, true);
          system.layoutActions.scrollTo(key);
          system.layoutActions.scrollToVirtualizedOperation(key);
        },
      },
    },
  },
});

window.addEventListener("DOMContentLoaded", () => {
  window.SwaggerUIBundle({
    url: "/openapi.json",
    dom_id: "#docs",
    deepLinking: true,
    defaultModelsExpandDepth: 0,
    displayRequestDuration: true,
    docExpansion: "list",
    filter: true,
    plugins: [linksAsTheyAre],
    tryItOutEnabled: true,
    validatorUrl: null,
  });
});

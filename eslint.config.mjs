import js from "./.build/node_modules/@eslint/js/src/index.js";

const browser = ["AbortController", "Blob", "URL", "atob", "btoa", "cancelAnimationFrame",
  "console", "createImageBitmap", "devicePixelRatio", "document", "getComputedStyle", "getSelection", "KeyboardEvent", "matchMedia",
  "navigator", "performance", "queueMicrotask", "requestAnimationFrame",
  "requestIdleCallback", "ResizeObserver", "setTimeout", "clearTimeout", "structuredClone", "window"];

export default [
  js.configs.recommended,
  {
    languageOptions: { globals: Object.fromEntries(browser.map((name) => [name, "readonly"])) },
    rules: { eqeqeq: "error", "prefer-const": "error", "no-var": "error" },
  },
];

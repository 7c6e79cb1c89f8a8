/** Chooses the theme of a page before it is painted for the first time. A classic script in the head of every page. */
import { THEME_KEY } from "./settings/theme_key.ts";

const chosen = localStorage.getItem(THEME_KEY);
const isDark = chosen === "dark" ||
  (chosen !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
document.documentElement.setAttribute("data-mantine-color-scheme", isDark ? "dark" : "light");

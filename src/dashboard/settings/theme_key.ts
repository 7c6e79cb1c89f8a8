/** Where in localStorage the chosen theme stands: `light`, `dark`, or `auto` for that of the system. */
export const THEME_KEY = "boardcast-theme";

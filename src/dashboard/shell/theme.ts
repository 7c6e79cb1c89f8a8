import { createTheme, defaultVariantColorsResolver, localStorageColorSchemeManager } from "@mantine/core";
import { THEME_KEY } from "../settings/theme_key.ts";

/** Keeps the chosen theme where the script that runs before the first paint finds it. */
export const colorSchemeManager = localStorageColorSchemeManager({ key: THEME_KEY });

/** Components in the colours of `boardcast.css`, which holds them for both themes. */
export const theme = createTheme({
  primaryColor: "teal",
  fontFamily: "inherit",
  defaultRadius: 9,
  cursorType: "pointer",
  respectReducedMotion: true,
  variantColorResolver: (input) => {
    const resolved = defaultVariantColorsResolver(input);
    if (input.variant !== "filled") return resolved;
    return { ...resolved, background: "var(--accent)", hover: "var(--accent)", color: "var(--on-accent)" };
  },
});

import { useComputedColorScheme, useMantineColorScheme } from "@mantine/core";
import type { ReactElement } from "react";

/** Goes over to the other theme, in this browser from now on. */
export function ThemeSwitch(): ReactElement {
  // Without it a style element would be added, which no page may have.
  const { setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  const isDark = useComputedColorScheme("light", { getInitialValueInEffect: false }) === "dark";
  const label = isDark ? "Light theme" : "Dark theme";
  return (
    <button
      className="button icon-button"
      type="button"
      title={label}
      aria-label={label}
      onClick={() => setColorScheme(isDark ? "light" : "dark")}
    >
      <span aria-hidden="true">{isDark ? "☀" : "☾"}</span>
    </button>
  );
}

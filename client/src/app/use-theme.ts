import { useLayoutEffect } from "react";

export type Theme = "light" | "dark";

/** Sets the page's colours while mounted: light for sunlight in the field, dark for a ward at night. */
export const useTheme = (theme: Theme): void => {
  useLayoutEffect(() => {
    document.documentElement.dataset["theme"] = theme;
    return () => {
      delete document.documentElement.dataset["theme"];
    };
  }, [theme]);
};

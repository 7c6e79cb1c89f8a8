/** The entry of the application of the pages. */
import { MantineProvider } from "@mantine/core";
import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createRoot } from "react-dom/client";
import { RequestError } from "./api/get_json.ts";
import { App } from "./app.tsx";
import { SecondProvider } from "./event/second.ts";
import { Session, SessionContext } from "./shell/session.ts";
import { colorSchemeManager, theme } from "./shell/theme.ts";

const session = new Session();
const onError = (error: Error) => session.noteError(error);
const queries = new QueryClient({
  queryCache: new QueryCache({ onError }),
  mutationCache: new MutationCache({ onError }),
  // What the server has refused it refuses again.
  defaultOptions: { queries: { retry: (count, error) => count < 2 && !(error instanceof RequestError) } },
});

// No style element may be added to a page (CSP): the variables and classes are in dashboard.css.
createRoot(document.getElementById("root")!).render(
  <MantineProvider
    theme={theme}
    colorSchemeManager={colorSchemeManager}
    defaultColorScheme="auto"
    withCssVariables={false}
    withGlobalClasses={false}
    deduplicateCssVariables={false}
  >
    <QueryClientProvider client={queries}>
      <SessionContext.Provider value={session}>
        <SecondProvider>
          <App />
        </SecondProvider>
      </SessionContext.Provider>
    </QueryClientProvider>
  </MantineProvider>,
);

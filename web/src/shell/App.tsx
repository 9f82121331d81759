import 'dayjs/locale/ru';
import { i18n } from '@lingui/core';
import { I18nProvider, useLingui } from '@lingui/react';
import { MantineProvider } from '@mantine/core';
import { DatesProvider } from '@mantine/dates';
import { ModalsProvider } from '@mantine/modals';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { styleNonce } from './nonce';
import { queryClient } from './query';
import { router } from './router';
import { cssVariables, theme } from './theme';

/** Everything that speaks a language is drawn anew when the language changes. */
function Spoken() {
  const { i18n: active } = useLingui();
  return (
    <DatesProvider settings={{ locale: active.locale, firstDayOfWeek: 1, weekendDays: [0, 6] }}>
      <ModalsProvider key={active.locale}>
        <RouterProvider router={router} />
      </ModalsProvider>
    </DatesProvider>
  );
}

export function App() {
  return (
    <StrictMode>
      <I18nProvider i18n={i18n}>
        <MantineProvider
          theme={theme}
          defaultColorScheme="auto"
          cssVariablesResolver={cssVariables}
          getStyleNonce={styleNonce}
        >
          <QueryClientProvider client={queryClient}>
            <Notifications position="bottom-right" limit={4} />
            <Spoken />
          </QueryClientProvider>
        </MantineProvider>
      </I18nProvider>
    </StrictMode>
  );
}

import './ui/theme.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { I18nProvider } from 'react-aria-components/I18nProvider';
import { createRoot } from 'react-dom/client';
import { setSignedOutHandler } from './http.ts';
import { queryClient } from './queries.ts';
import { router } from './routes.tsx';
import { getTheme, setTheme } from './theme.ts';
import { interfaceLocale } from './ui/locale.ts';

setTheme(getTheme());

// A session that has ended leads to the sign-in, which leads back to where one was.
setSignedOutHandler(() => {
  const { pathname, searchStr, href } = router.state.location;
  if (!pathname.startsWith('/w/') && pathname !== '/') return;
  queryClient.clear();
  void router.navigate({
    to: '/sign-in',
    search: pathname === '/' ? {} : { from: href ?? pathname + searchStr },
  });
});

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <I18nProvider locale={interfaceLocale}>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </I18nProvider>
  </StrictMode>,
);

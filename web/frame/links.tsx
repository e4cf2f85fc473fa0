import { useRouter } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { RouterProvider } from 'react-aria-components';

/** Menu items and other React Aria links move through the router instead of loading the page anew. */
export function Links({ children }: { children: ReactNode }) {
  const router = useRouter();
  return (
    <RouterProvider navigate={(href) => void router.navigate({ href })}>{children}</RouterProvider>
  );
}

import { useSyncExternalStore } from 'react';
import { messages } from '../messages/index.ts';
import { Button, IconButton } from './button.tsx';
import { AlertIcon, CheckIcon, CloseIcon } from './icons.tsx';

export interface ToastContent {
  text: string;
  tone?: 'success' | 'danger';
  action?: { label: string; onPress: () => void };
}
type Toast = ToastContent & { id: number };

const shownForMs = 6000;
const shownAtOnce = 3;
let toasts: readonly Toast[] = [];
let lastId = 0;
const listeners = new Set<() => void>();

function change(next: readonly Toast[]) {
  toasts = next;
  for (const listener of listeners) listener();
}

function dismiss(id: number) {
  change(toasts.filter((toast) => toast.id !== id));
}

/** Says what was done, for a few seconds. An error stays until it is closed. */
export function showToast(content: ToastContent): void {
  lastId += 1;
  const id = lastId;
  change([...toasts, { ...content, id }].slice(-shownAtOnce));
  if (content.tone !== 'danger') setTimeout(() => dismiss(id), shownForMs);
}

/** Where toasts appear; stands once at the root. */
export function ToastRegion() {
  const shown = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => toasts,
  );
  return (
    <section
      aria-label={messages.ui.notifications}
      aria-live="polite"
      className="pointer-events-none fixed inset-x-4 bottom-20 z-50 flex flex-col items-center gap-2 md:bottom-6 print:hidden"
    >
      {shown.map((toast) => (
        <div
          key={toast.id}
          className="floating pointer-events-auto flex max-w-md animate-rise items-center gap-2.5 py-1.5 pr-1.5 pl-3.5 text-14"
        >
          {toast.tone === 'danger' ? (
            <AlertIcon className="text-danger" />
          ) : (
            <CheckIcon className="text-paid" />
          )}
          <span className="py-1">{toast.text}</span>
          {toast.action && (
            <Button
              size="small"
              variant="ghost"
              onPress={() => {
                toast.action?.onPress();
                dismiss(toast.id);
              }}
            >
              {toast.action.label}
            </Button>
          )}
          <IconButton
            size="small"
            label={messages.ui.close}
            icon={<CloseIcon />}
            onPress={() => dismiss(toast.id)}
          />
        </div>
      ))}
    </section>
  );
}

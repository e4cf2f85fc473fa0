import { messages } from '../messages/index.ts';
import { showToast } from './toast.tsx';

/** Puts a text on the clipboard and says whether that worked. */
export async function copyText(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    showToast({ text: messages.ui.copied });
  } catch {
    showToast({ tone: 'danger', text: messages.ui.notCopied });
  }
}

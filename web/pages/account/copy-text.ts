import { accountMessages as words } from '../../messages/account.ts';
import { showToast } from '../../ui/toast.tsx';

/** Puts a text on the clipboard and says whether that worked. */
export async function copyText(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    showToast({ text: words.copied });
  } catch {
    showToast({ tone: 'danger', text: words.notCopied });
  }
}

import { auditMessages } from '../../messages/audit.ts';
import { showToast } from '../../ui/toast.tsx';

/** Puts a text on the clipboard and says whether that worked. */
export async function copyText(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    showToast({ text: auditMessages.details.copied });
  } catch {
    showToast({ tone: 'danger', text: auditMessages.details.notCopied });
  }
}

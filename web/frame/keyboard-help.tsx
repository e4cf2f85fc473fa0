import { messages } from '../messages/index.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Kbd } from '../ui/page.tsx';
import { useMay } from '../workspace.ts';
import { paletteKeys } from './navigation.tsx';

const { keys } = messages.frame;
const groups = [
  {
    title: messages.frame.helpGeneral,
    keys: [
      [paletteKeys, keys.palette],
      ['n', keys.newInvoice],
      ['/', keys.search],
      ['?', keys.help],
      ['esc', keys.escape],
    ],
  },
  {
    title: messages.frame.helpForms,
    keys: [
      ['tab', keys.nextField],
      ['+ − × ÷', keys.calculate],
      ['↵', keys.send],
    ],
  },
] as const;

export function KeyboardHelp({ onClose }: { onClose: () => void }) {
  const mayDraft = useMay('invoices.draft');
  return (
    <Dialog isOpen onClose={onClose} title={messages.frame.help} width="small">
      {groups.map((group) => (
        <section key={group.title} className="pb-4">
          <h3 className="pb-1 text-12 text-ink-3">{group.title}</h3>
          <dl>
            {group.keys
              .filter(([key]) => key !== 'n' || mayDraft)
              .map(([key, what]) => (
                <div
                  key={key}
                  className="flex min-h-9 items-center justify-between gap-4 border-b border-hairline last:border-0"
                >
                  <dt className="order-last">
                    <Kbd>{key}</Kbd>
                  </dt>
                  <dd>{what}</dd>
                </div>
              ))}
          </dl>
        </section>
      ))}
    </Dialog>
  );
}

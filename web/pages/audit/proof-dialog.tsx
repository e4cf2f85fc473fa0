import { auditMessages } from '../../messages/audit.ts';
import { messages } from '../../messages/index.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { CheckIcon, MinusIcon } from '../../ui/icons.tsx';

const words = auditMessages.proof;

/** What the chain proves and what it does not, in plain words. */
export function ProofDialog({ onClose }: { onClose: () => void }) {
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={words.title}
      actions={
        <Button variant="primary" onPress={onClose}>
          {messages.ui.close}
        </Button>
      }
    >
      <div className="flex flex-col gap-4 text-14 text-ink-2">
        {words.how.map((paragraph) => (
          <p key={paragraph}>{paragraph}</p>
        ))}
        <Points title={words.yes} points={words.proves} isProven />
        <Points title={words.no} points={words.provesNot} />
        <p>{words.yourself}</p>
      </div>
    </Dialog>
  );
}

interface PointsProps {
  title: string;
  points: readonly string[];
  isProven?: boolean;
}

function Points({ title, points, isProven }: PointsProps) {
  return (
    <div>
      <h3 className="font-semibold text-ink">{title}</h3>
      <ul className="mt-1.5 flex flex-col gap-1.5">
        {points.map((point) => (
          <li key={point} className="flex items-start gap-2.5">
            {isProven ? (
              <CheckIcon className="mt-0.5 shrink-0 text-paid" />
            ) : (
              <MinusIcon className="mt-0.5 shrink-0 text-ink-3" />
            )}
            <span>{point}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

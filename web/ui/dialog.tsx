import type { ReactNode } from 'react';
import { Dialog as AriaDialog } from 'react-aria-components/Dialog';
import { Heading } from 'react-aria-components/Heading';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { messages } from '../messages/index.ts';
import { IconButton } from './button.tsx';
import { classNames } from './class-names.ts';
import { CloseIcon } from './icons.tsx';

export interface DialogProps {
  isOpen: boolean;
  onClose: () => void;
  title: string;
  children: ReactNode;
  /** The buttons, the main one last. */
  actions?: ReactNode;
  /** For a question that must be answered: clicking beside it does not close it. */
  isFirm?: boolean;
  width?: 'small' | 'medium' | 'large';
}

const widths = { small: 'max-w-sm', medium: 'max-w-lg', large: 'max-w-2xl' };
const overlayClass = 'fixed inset-0 z-40 bg-scrim animate-fade';

function DialogBody({
  title,
  children,
  actions,
  onClose,
}: Pick<DialogProps, 'title' | 'children' | 'actions' | 'onClose'>) {
  return (
    <>
      <header className="flex items-start justify-between gap-4 px-5 pt-4 pb-2">
        <Heading slot="title" className="text-16 font-semibold">
          {title}
        </Heading>
        <IconButton
          label={messages.ui.close}
          icon={<CloseIcon />}
          size="small"
          onPress={onClose}
          className="-mr-1.5"
        />
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto px-5 py-2">{children}</div>
      {actions !== undefined && (
        <footer className="flex flex-wrap justify-end gap-2 px-5 pt-3 pb-5">{actions}</footer>
      )}
    </>
  );
}

/** A question or a short form in the middle of the screen; at 390 px it rises from the bottom. */
export function Dialog({
  isOpen,
  onClose,
  title,
  children,
  actions,
  isFirm,
  width = 'medium',
}: DialogProps) {
  return (
    <ModalOverlay
      isOpen={isOpen}
      onOpenChange={(open) => !open && onClose()}
      isDismissable={!isFirm}
      className={classNames(overlayClass, 'flex items-end justify-center sm:items-center sm:p-6')}
    >
      <Modal
        className={classNames(
          'floating animate-rise max-h-[90dvh] w-full max-sm:rounded-b-none',
          widths[width],
        )}
      >
        <AriaDialog className="flex max-h-[90dvh] flex-col outline-none">
          <DialogBody title={title} actions={actions} onClose={onClose}>
            {children}
          </DialogBody>
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

/** A panel from the right: look at or fill in something without losing the page. */
export function Sheet({ isOpen, onClose, title, children, actions, isFirm }: DialogProps) {
  return (
    <ModalOverlay
      isOpen={isOpen}
      onOpenChange={(open) => !open && onClose()}
      isDismissable={!isFirm}
      className={classNames(overlayClass, 'flex justify-end')}
    >
      <Modal className="floating animate-slide h-dvh w-full max-w-xl rounded-none">
        <AriaDialog className="flex h-full flex-col outline-none">
          <DialogBody title={title} actions={actions} onClose={onClose}>
            {children}
          </DialogBody>
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

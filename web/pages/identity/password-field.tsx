import { useState } from 'react';
import { identityMessages as words } from '../../messages/identity.ts';
import { IconButton } from '../../ui/button.tsx';
import { EyeIcon, EyeOffIcon } from '../../ui/icons.tsx';
import { TextField, type TextFieldProps } from '../../ui/text-field.tsx';

const minimumLength = 12;

/** A password one can look at before sending it. */
export function PasswordField(props: Omit<TextFieldProps, 'type' | 'suffix'>) {
  const [isShown, setIsShown] = useState(false);
  return (
    <TextField
      {...props}
      isRequired
      type={isShown ? 'text' : 'password'}
      spellCheck="false"
      suffix={
        <IconButton
          size="small"
          className="-mr-2"
          label={isShown ? words.passwordHide : words.passwordShow}
          icon={isShown ? <EyeOffIcon /> : <EyeIcon />}
          onPress={() => setIsShown(!isShown)}
        />
      }
    />
  );
}

type NewPasswordFieldProps = Pick<TextFieldProps, 'autoFocus' | 'label' | 'onChange'> & {
  value: string;
};

/** A password that is chosen: its length is counted as one types; all else the API judges. */
export function NewPasswordField(props: NewPasswordFieldProps) {
  const missing = minimumLength - [...props.value].length;
  return (
    <PasswordField
      {...props}
      name="password"
      autoComplete="new-password"
      description={missing > 0 ? words.passwordHint(missing) : words.passwordEnough}
    />
  );
}

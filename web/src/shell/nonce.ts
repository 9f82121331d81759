import { setNonce } from 'get-nonce';

/** The word that the content security policy of this very response lets styles and scripts in by. */
export function styleNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[property=csp-nonce]')?.nonce ?? '';
}

// The scroll lock of dialogs takes its nonce from this package.
setNonce(styleNonce());

import type { ComponentProps } from 'react';
import { Page } from '@/kit/Page';
import { Explain } from './explain/Explain';

/** A page of numbers: each of them can be explained beside it. */
export function AnalyzePage({ children, ...rest }: ComponentProps<typeof Page>) {
  return (
    <Page {...rest}>
      {children}
      <Explain />
    </Page>
  );
}

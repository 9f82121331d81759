import { useLingui } from '@lingui/react/macro';
import { SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import classes from './mail.module.css';

interface Props {
  html: string | null;
  text: string;
}

/**
 * A letter as its reader sees it. The frame runs no scripts and knows nothing of this page; the policy of the page keeps
 * pictures from being fetched from elsewhere. Links open beside it.
 */
export function LetterView({ html, text }: Props) {
  const { t } = useLingui();
  const [as, setAs] = useState<'html' | 'text'>('html');
  const [height, setHeight] = useState(200);
  const shown = html === null ? 'text' : as;
  return (
    <div className={classes.letter}>
      {html !== null && (
        <SegmentedControl
          size="xs"
          aria-label={t`Как показать письмо`}
          data={[
            { value: 'html', label: t`С оформлением` },
            { value: 'text', label: t`Текст` },
          ]}
          value={as}
          onChange={(value) => setAs(value === 'text' ? 'text' : 'html')}
        />
      )}
      {shown === 'text' ? (
        <pre className={classes.plain}>{text}</pre>
      ) : (
        <iframe
          className={classes.frame}
          title={t`Письмо`}
          sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox"
          srcDoc={withLinksBeside(html ?? '')}
          style={{ height }}
          onLoad={(event) => {
            const page = event.currentTarget.contentDocument?.documentElement;
            if (page) setHeight(Math.max(80, Math.min(1200, page.scrollHeight)));
          }}
        />
      )}
    </div>
  );
}

function withLinksBeside(html: string): string {
  const base = '<base target="_blank">';
  return html.includes('<head>') ? html.replace('<head>', `<head>${base}`) : base + html;
}

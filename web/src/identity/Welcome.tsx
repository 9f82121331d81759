import { useLingui } from '@lingui/react/macro';
import { SegmentedControl } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Lang } from '@/api/types';
import { activate } from '@/shell/i18n';
import classes from './Welcome.module.css';

interface Props {
  title: string;
  text?: string;
  children: ReactNode;
}

/** The frame of the pages before the login. */
export function Welcome({ title, text, children }: Props) {
  const { t, i18n } = useLingui();
  return (
    <main className={classes.page}>
      <div className={classes.box}>
        <div className={classes.brand}>
          <span className={classes.logo} aria-hidden />
          Voronka
        </div>
        <h1 className={classes.title}>{title}</h1>
        {text && <p className={classes.text}>{text}</p>}
        {children}
      </div>
      <SegmentedControl
        aria-label={t`Язык`}
        value={i18n.locale}
        onChange={(lang) => void activate(lang as Lang)}
        data={[
          { value: 'ru', label: 'Русский' },
          { value: 'en', label: 'English' },
        ]}
      />
    </main>
  );
}

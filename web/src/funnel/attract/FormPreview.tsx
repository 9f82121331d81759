import { useLingui } from '@lingui/react/macro';
import type { FormDesign } from '@/api/types';
import classes from './FormPreview.module.css';
import { usualWords } from './formDesign';

/** How the form will look; the page itself is drawn by the server. */
export function FormPreview({ design }: { design: FormDesign }) {
  const { t } = useLingui();
  const accent = /^#[0-9a-f]{6}$/i.test(design.accent ?? '') ? design.accent : '#2563eb';
  const shown = (design.fields ?? []).filter((field) => field.kind !== 'hidden');
  return (
    <section className={classes.preview} aria-label={t`Как это выглядит`}>
      <h3>{design.title}</h3>
      {design.intro && <p className={classes.intro}>{design.intro}</p>}
      {shown.map((field) =>
        field.kind === 'consent' || field.kind === 'subscribe' ? (
          <div key={field.key} className={classes.consent}>
            <span className={classes.tick} aria-hidden />
            <span>
              {field.label}
              {field.required && <span className={classes.star}> *</span>}
            </span>
          </div>
        ) : (
          <div key={field.key} className={classes.field}>
            <div className={classes.label}>
              {field.label}
              {field.required && <span className={classes.star}> *</span>}
            </div>
            <div
              className={classes.box}
              data-tall={field.kind === 'textarea' || undefined}
              aria-hidden
            />
          </div>
        ),
      )}
      <span
        className={classes.button}
        style={{ background: accent, color: isLight(accent ?? '') ? '#111' : '#fff' }}
      >
        {design.button || usualWords(design.lang).send}
      </span>
    </section>
  );
}

/** Whether dark words are read better on a colour (WCAG relative luminance). */
function isLight(color: string): boolean {
  const part = (from: number) => {
    const share = Number.parseInt(color.slice(from, from + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  };
  const luminance = 0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5);
  return 1.05 / (luminance + 0.05) < 4.5;
}

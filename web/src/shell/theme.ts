import { t } from '@lingui/core/macro';
import {
  type CSSVariablesResolver,
  createTheme,
  type MantineColorsTuple,
  Modal,
  Tooltip,
} from '@mantine/core';

const brand: MantineColorsTuple = [
  '#eef2ff',
  '#e0e7ff',
  '#c7d2fe',
  '#a5b4fc',
  '#818cf8',
  '#6366f1',
  '#4f46e5',
  '#4338ca',
  '#3730a3',
  '#312e81',
];

const dark: MantineColorsTuple = [
  '#e4e4e7',
  '#c9c9cf',
  '#a1a1aa',
  '#85858f',
  '#3a3a42',
  '#2c2c33',
  '#222228',
  '#1a1a1f',
  '#141418',
  '#0e0e11',
];

/** The list itself scrolls: a scrolling box around it would have to be reachable by Tab. */
const optionList = {
  withScrollArea: false,
  styles: { options: { maxHeight: 240, overflowY: 'auto' } },
} as const;

/** Asked for at every drawing, because the labels follow the language. */
const calendar = () => ({
  // Days of the neighbouring months are too pale to be read.
  hideOutsideDates: true,
  ariaLabels: {
    previousMonth: t`Предыдущий месяц`,
    nextMonth: t`Следующий месяц`,
    previousYear: t`Предыдущий год`,
    nextYear: t`Следующий год`,
    previousDecade: t`Предыдущее десятилетие`,
    nextDecade: t`Следующее десятилетие`,
    monthLevelControl: t`Выбрать месяц`,
    yearLevelControl: t`Выбрать год`,
  },
});

/** The cross of a message; without a name nobody hears what it does. */
const message = () => ({ closeButtonProps: { 'aria-label': t`Закрыть` } });

export const theme = createTheme({
  primaryColor: 'brand',
  // Shade 6 in both themes: white text on shade 5 is below the contrast of WCAG AA.
  primaryShade: 6,
  colors: { brand, dark },
  fontFamily: "'Inter Variable', system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif",
  defaultRadius: 'md',
  cursorType: 'pointer',
  autoContrast: true,
  respectReducedMotion: true,
  fontSizes: {
    xs: '0.75rem',
    sm: '0.8125rem',
    md: '0.875rem',
    lg: '1rem',
    xl: '1.125rem',
  },
  headings: {
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '1.125rem' },
      h2: { fontSize: '1rem' },
      h3: { fontSize: '0.875rem' },
    },
  },
  components: {
    Modal: Modal.extend({ defaultProps: { centered: true, padding: 'lg' } }),
    Tooltip: Tooltip.extend({ defaultProps: { openDelay: 300, withArrow: true } }),
    Button: { defaultProps: { size: 'xs' } },
    TextInput: { defaultProps: { size: 'xs' } },
    PasswordInput: { defaultProps: { size: 'xs' } },
    NumberInput: { defaultProps: { size: 'xs' } },
    Textarea: { defaultProps: { size: 'xs' } },
    Select: { defaultProps: { size: 'xs', ...optionList } },
    MultiSelect: { defaultProps: { size: 'xs', ...optionList } },
    Autocomplete: { defaultProps: { size: 'xs', ...optionList } },
    TagsInput: { defaultProps: { size: 'xs', ...optionList } },
    DatePicker: { defaultProps: calendar },
    DatePickerInput: { defaultProps: () => ({ size: 'xs', ...calendar() }) },
    DateTimePicker: { defaultProps: () => ({ size: 'xs', ...calendar() }) },
    Notification: { defaultProps: message },
    // The empty element that would take the first focus is not allowed among the items of a menu.
    Menu: { defaultProps: { withInitialFocusPlaceholder: false } },
    Checkbox: { defaultProps: { size: 'xs' } },
    Radio: { defaultProps: { size: 'xs' } },
    Switch: { defaultProps: { size: 'xs' } },
    SegmentedControl: { defaultProps: { size: 'xs' } },
  },
});

/** Mantine's own muted, placeholder and error colours fail the contrast of WCAG AA on our grounds. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': '#5f5f68',
    '--mantine-color-placeholder': '#6b6b75',
    '--mantine-color-error': '#c92a2a',
    '--mantine-color-body': '#ffffff',
    '--mantine-color-text': '#18181b',
  },
  dark: {
    '--mantine-color-dimmed': '#a1a1aa',
    '--mantine-color-placeholder': '#8f8f99',
    '--mantine-color-error': '#ff8787',
    '--mantine-color-body': '#17171b',
    '--mantine-color-text': '#e4e4e7',
  },
});

import './shell/nonce';
import '@mantine/core/styles.layer.css';
import '@mantine/dates/styles.layer.css';
import '@mantine/notifications/styles.layer.css';
import '@mantine/spotlight/styles.layer.css';
import './shell/fonts.css';
import './shell/global.css';
import { createRoot } from 'react-dom/client';
import { App } from './shell/App';
import { activate, initialLang } from './shell/i18n';

const root = document.getElementById('root');
if (root) {
  void activate(initialLang()).then(() => {
    createRoot(root).render(<App />);
  });
}

import './styles/fonts.css';
import './styles/tokens.css';
import './styles/frame.css';
import './styles/list.css';
import './styles/detail.css';
import './styles/pieces.css';
import './styles/compose.css';
import './styles/people.css';
import './styles/settings.css';
import './styles/setup.css';
import './styles/responsive.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App.tsx';
import { startMirrors } from './stores/mirrors.ts';
import { startTransfers } from './stores/transfers.ts';

const root = document.getElementById('root');
if (!root) throw new Error('the page has no root');
void startMirrors();
void startTransfers();
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);

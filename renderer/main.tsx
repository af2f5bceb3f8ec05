import './fonts/fonts.css';
import './tokens.css';
import './components/frame.css';
import './components/buttons.css';
import './components/search-field.css';
import './components/timeline.css';
import './components/pieces.css';
import './components/forms.css';
import './components/compare.css';
import './components/drop.css';
import './components/transfer-list/list.css';
import './views/details/details.css';
import './views/compose/compose.css';
import './views/people/people.css';
import './views/settings/settings.css';
import './views/settings/connection/connection.css';
import './components/connection-check/connection-check.css';
import './views/setup/setup.css';
import './views/notifications/notifications.css';
import './views/registrar/registrar.css';
import './responsive.css';
import './forced-colors.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App.tsx';
import { followNavigation } from './navigate.ts';
import { followFaults } from './stores/faults.ts';
import { followLists } from './stores/lists.ts';
import { startMirrors } from './stores/mirrors.ts';
import { followNetwork } from './stores/network.ts';
import { followTransfers } from './stores/transfers.ts';

void followFaults();
followLists();
followTransfers();
followNavigation();
followNetwork();
void startMirrors();

const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}

import type { ReactNode } from 'react';
import { useEffect, useState } from 'react';
import type { Settings as SettingsValue } from '../../../shared/settings.ts';
import { api } from '../../api.ts';
import { useConnection, useIdentity, useSettings } from '../../stores/mirrors.ts';
import { formatDate } from '../../text/format.ts';

/** What a person may change, and what they may want to know. */
export function Settings() {
  const settings = useSettings((state) => state.settings);
  if (!settings) return null;
  return (
    <main className="one open" tabIndex={-1}>
      <section className="one-pane" aria-label="Settings">
        <div className="bar">
          <h2 className="grow">Settings</h2>
        </div>
        <div className="scroll">
          <Identity />
          <Files settings={settings} />
          <Notifications settings={settings} />
          <Appearance settings={settings} />
          <Connection settings={settings} />
          <About />
        </div>
      </section>
    </main>
  );
}

const Section = ({ title, children }: { readonly title: string; readonly children: ReactNode }) => (
  <section className="sec wide" aria-label={title}>
    <h3>{title}</h3>
    <div className="form">{children}</div>
  </section>
);

const Fact = ({ caption, children }: { readonly caption: string; readonly children: ReactNode }) => (
  <>
    <span className="lab">{caption}</span>
    <span className="fact">{children}</span>
  </>
);

/** Names of keychains as a person knows them. */
const keychains: Readonly<Record<string, string>> = {
  gnome_libsecret: "this computer's keyring",
  kwallet: 'KDE Wallet',
  kwallet5: 'KDE Wallet',
  kwallet6: 'KDE Wallet',
  keychain: 'the macOS keychain',
  dpapi: 'Windows data protection',
};

function Identity() {
  const status = useIdentity((state) => state.status);
  if (status?.kind !== 'ready') {
    return (
      <Section title="Identity">
        <Fact caption="State">{status?.kind === 'waiting-for-certificate' ? 'Waiting for your organisation to confirm your address' : 'Not ready'}</Fact>
      </Section>
    );
  }
  return (
    <Section title="Identity">
      <Fact caption="Name">{status.label}</Fact>
      <Fact caption="Address">{status.destination}</Fact>
      <Fact caption="Certificate">Valid until {formatDate(status.validUntil)}</Fact>
      <Fact caption="Your key">Kept in {keychains[status.keychain] ?? status.keychain}. It never leaves this computer.</Fact>
    </Section>
  );
}

function Files({ settings }: { readonly settings: SettingsValue }) {
  return (
    <Section title="Files">
      <Fact caption="Save received documents to">
        <span className="path">{settings.receivedDir}</span>
        <button type="button" className="b small" onClick={() => void api.call('settings.chooseReceivedDir', undefined)}>
          Choose folder…
        </button>
      </Fact>
    </Section>
  );
}

function Notifications({ settings }: { readonly settings: SettingsValue }) {
  return (
    <Section title="Notifications">
      <span className="span">
        <Switch label="Tell me about documents" checked={settings.notifications} set={(notifications) => api.call('settings.set', { notifications })} />
        <Switch
          label="Hide names and documents"
          checked={settings.hideNamesInNotifications}
          set={(hideNamesInNotifications) => api.call('settings.set', { hideNamesInNotifications })}
        />
      </span>
    </Section>
  );
}

type SwitchProps = { readonly label: string; readonly checked: boolean; readonly set: (checked: boolean) => Promise<unknown> };

const Switch = ({ label, checked, set }: SwitchProps) => (
  <label className="switch">
    <input type="checkbox" checked={checked} onChange={(event) => void set(event.target.checked)} />
    {label}
  </label>
);

function Appearance({ settings }: { readonly settings: SettingsValue }) {
  return (
    <Section title="Appearance">
      <Choice
        label="Theme"
        value={settings.theme}
        options={{ system: 'As the system', light: 'Light', dark: 'Dark' }}
        set={(theme) => api.call('settings.set', { theme })}
      />
      <Choice
        label="Lists"
        value={settings.density}
        options={{ comfortable: 'Comfortable', compact: 'Compact' }}
        set={(density) => api.call('settings.set', { density })}
      />
    </Section>
  );
}

type ChoiceProps<V extends string> = {
  readonly label: string;
  readonly value: V;
  readonly options: Readonly<Record<V, string>>;
  readonly set: (value: V) => Promise<unknown>;
};

function Choice<V extends string>({ label, value, options, set }: ChoiceProps<V>) {
  return (
    <>
      <label htmlFor={label}>{label}</label>
      <select id={label} className="in" value={value} onChange={(event) => void set(event.target.value as V)}>
        {Object.entries<string>(options).map(([name, text]) => (
          <option key={name} value={name}>
            {text}
          </option>
        ))}
      </select>
    </>
  );
}

const connectionWords = {
  'not-configured': 'Not set up',
  connecting: 'Connecting…',
  connected: 'Connected',
  offline: 'Offline',
  refused: 'The server refused the sign-in. Your administrator may have changed it. (NET-402)',
} as const;

function Connection({ settings }: { readonly settings: SettingsValue }) {
  const state = useConnection((connection) => connection.state);
  const contact = 'lastContact' in state ? state.lastContact : null;
  return (
    <Section title="Connection">
      <Fact caption="Kafka servers">{settings.brokers.join(', ') || 'None'}</Fact>
      <Fact caption="State">{connectionWords[state.kind]}</Fact>
      {contact !== null && <Fact caption="Last contact">{new Date(contact).toLocaleTimeString('en-GB')}</Fact>}
    </Section>
  );
}

function About() {
  const [version, setVersion] = useState('');
  useEffect(() => void api.call('app.info', undefined).then((info) => setVersion(info.version)), []);
  return (
    <Section title="About">
      <Fact caption="Sealpost">{version}</Fact>
    </Section>
  );
}

import { api } from '../../api.ts';
import { Cause } from '../../components/Cause.tsx';
import { useSettings } from '../../stores/mirrors.ts';
import { Choice } from './Fields.tsx';
import { useChange } from './use-change.ts';

export function Appearance() {
  const settings = useSettings((state) => state.settings);
  const { failure, change } = useChange();
  if (!settings) return null;
  return (
    <>
      <Choice
        caption="Theme"
        value={settings.theme}
        options={[
          { value: 'system', label: 'Like the system' },
          { value: 'light', label: 'Light' },
          { value: 'dark', label: 'Dark' },
        ]}
        onChoose={(theme) => change(api.call('settings.set', { theme }))}
      />
      <Choice
        caption="Lists"
        value={settings.density}
        options={[
          { value: 'comfortable', label: 'Comfortable' },
          { value: 'compact', label: 'Compact' },
        ]}
        onChoose={(density) => change(api.call('settings.set', { density }))}
      />
      {failure && <Cause failure={failure} />}
    </>
  );
}

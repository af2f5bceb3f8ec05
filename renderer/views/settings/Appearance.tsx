import { api } from '../../api.ts';
import { useSettings } from '../../stores/mirrors.ts';
import { Choice } from './Fields.tsx';

export function Appearance() {
  const settings = useSettings((state) => state.settings);
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
        onChoose={(theme) => void api.call('settings.set', { theme })}
      />
      <Choice
        caption="Lists"
        value={settings.density}
        options={[
          { value: 'comfortable', label: 'Comfortable' },
          { value: 'compact', label: 'Compact' },
        ]}
        onChoose={(density) => void api.call('settings.set', { density })}
      />
    </>
  );
}

import { useEffect, useState } from 'react';
import { api } from '../../api.ts';
import { Fact, Facts } from './Fields.tsx';

export function About() {
  const [version, setVersion] = useState('');
  useEffect(() => {
    void api.call('app.info', undefined).then((info) => setVersion(info.version));
  }, []);
  return (
    <Facts>
      <Fact caption="Sealpost">
        <span className="num">{`Version ${version}`}</span>
      </Fact>
      <Fact caption="Licence">Apache License 2.0</Fact>
      <Fact caption="Fonts">IBM Plex and Besley, SIL Open Font License 1.1</Fact>
    </Facts>
  );
}

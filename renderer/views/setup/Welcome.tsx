import { FileText, Send, Stamp } from 'lucide-react';
import { Hero } from '../../components/Motifs.tsx';
import { Heading } from './Heading.tsx';

export const Welcome = ({ onNext }: { readonly onNext: () => void }) => (
  <>
    <Hero />
    <Heading>Registered mail for documents</Heading>
    <p className="lead">Set-up takes about a minute. You can go back at any step.</p>
    <ul className="plain">
      <li>
        <Send className="i" aria-hidden="true" />
        <span>You drop a document on a person. Only that person can open it.</span>
      </li>
      <li>
        <Stamp className="i" aria-hidden="true" />
        <span>Their app checks it and signs a confirmation. Then you see Delivered.</span>
      </li>
      <li>
        <FileText className="i" aria-hidden="true" />
        <span>Every step is kept with its proof, also without a connection.</span>
      </li>
    </ul>
    <div className="go">
      <button type="button" className="b p" onClick={onNext}>
        Set up
      </button>
    </div>
  </>
);

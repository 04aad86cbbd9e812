// The steps at one provider, each with what to paste there.
import { SegmentedControl, Select } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconAlertCircle } from "@tabler/icons-react";
import { useId } from "react";
import { CopyField } from "../../ui/copy.tsx";
import { type Provider, providers } from "../../ui/providers.ts";
import styles from "./sources.module.css";

export function ProviderPicker({ value, onChange, label }: { value: string; onChange: (id: string) => void; label: string }) {
  const labelId = useId();
  const wide = useMediaQuery("(min-width: 64em)", true, { getInitialValueInEffect: false });
  const data = providers.map((provider) => ({ value: provider.id, label: provider.name }));
  if (!wide) return <Select label={label} data={data} value={value} onChange={(id) => id !== null && onChange(id)} />;
  return (
    <div>
      <div id={labelId} className={styles.label}>
        {label}
      </div>
      <SegmentedControl aria-labelledby={labelId} data={data} value={value} onChange={onChange} />
    </div>
  );
}

export function ProviderSteps({
  provider,
  address,
  publicAddress,
}: {
  provider: Provider;
  address: string;
  publicAddress: string | null;
}) {
  return (
    <div>
      <p className="muted">{provider.when}</p>
      <ol className={styles.steps}>
        {provider.steps.map((step) => (
          <li key={step.text}>
            <span>{step.text}</span>
            {step.copy === "address" ? <CopyField value={address} label="Address of this source" /> : null}
            {step.copy === "publicAddress" && publicAddress !== null ? (
              <CopyField value={publicAddress} label="Public address" />
            ) : null}
            {step.copy === "publicAddress" && publicAddress === null ? (
              <span className="muted"> the address your customers know.</span>
            ) : null}
          </li>
        ))}
      </ol>
      <p className={styles.mind}>
        <IconAlertCircle size={16} stroke={1.6} aria-hidden="true" /> {provider.mind}
      </p>
    </div>
  );
}

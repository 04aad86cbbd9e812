// Twenty-four hours in one glance: small bars, with the sum said for those who do not see them.
import styles from "./sparkline.module.css";

export function Sparkline({ values, label }: { values: readonly number[]; label: string }) {
  const most = Math.max(1, ...values);
  const step = 4;
  const height = 24;
  return (
    <svg
      className={styles.spark}
      width={values.length * step}
      height={height}
      viewBox={`0 0 ${values.length * step} ${height}`}
      role="img"
      aria-label={`${label}: ${values.reduce((sum, value) => sum + value, 0)} in all`}
    >
      {values.map((value, at) => {
        const tall = value === 0 ? 1 : Math.max(2, Math.round((value / most) * height));
        // A bar is its hour: it has no other name.
        return (
          <rect key={at} x={at * step} y={height - tall} width={step - 1} height={tall} data-empty={value === 0 || undefined} />
        );
      })}
    </svg>
  );
}

// Appearance: light, dark, or as the system has it; kept in this browser.
import { SegmentedControl, useMantineColorScheme } from "@mantine/core";
import styles from "./settings.module.css";

export function Appearance() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <>
      <p className={styles.words}>HTML mail lies on white paper in both, as its sender meant it.</p>
      <SegmentedControl
        mt="lg"
        aria-label="Colour scheme"
        value={colorScheme}
        onChange={(value) => setColorScheme(value as "light" | "dark" | "auto")}
        data={[
          { value: "light", label: "Light" },
          { value: "dark", label: "Dark" },
          { value: "auto", label: "As the system" },
        ]}
      />
    </>
  );
}

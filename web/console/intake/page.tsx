// Intake: every delivery, live, and the books that show that nothing is missing.
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect } from "react";
import { BooksLine } from "./books.tsx";
import { DeliveryDrawer } from "./drawer.tsx";
import { Filters } from "./filters.tsx";
import styles from "./intake.module.css";
import { Stream } from "./stream.tsx";

export function IntakePage() {
  const search = useSearch({ from: "/app/intake" });
  const navigate = useNavigate();
  useEffect(() => {
    document.title = "Intake · Inlet";
  }, []);
  const open = (delivery: string | undefined) => void navigate({ to: "/intake", search: { ...search, delivery } });
  return (
    <div className={styles.page}>
      <header className={styles.head}>
        <h1 className={styles.title}>Intake</h1>
        <BooksLine source={search.source} />
      </header>
      <Filters search={search} />
      <Stream search={search} open={open} />
      {search.delivery === undefined ? null : (
        <DeliveryDrawer key={search.delivery} id={search.delivery} close={() => open(undefined)} />
      )}
    </div>
  );
}

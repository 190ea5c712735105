-- Fills a holder's arrears from what is available, the latest loan first, each from who lent it: an
-- organization may owe several districts. Nothing to do for almost everyone.
CREATE OR REPLACE FUNCTION ledger_repay(
  p_account uuid, p_cause text, p_day date, p_source_type text, p_source_id uuid, p_actor_id uuid,
  p_trace jsonb
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  due bigint := (SELECT least(arrears, available) FROM balance WHERE account_id = p_account);
  repaid bigint := 0;
  cause text := p_cause;
  part bigint;
  loan record;
BEGIN
  IF due > 0 THEN
    FOR loan IN
      SELECT e.amount, t.debit AS lender FROM entry e JOIN transfer t ON t.id = e.transfer_id
      WHERE e.account_id = p_account AND t.kind = 'arrears' ORDER BY e.seq DESC
    LOOP
      IF loan.amount <= repaid THEN  -- of a repayment, below zero, so much more of the loans before
        repaid := repaid - loan.amount;
        CONTINUE;
      END IF;
      part := least(due, loan.amount - repaid);
      PERFORM ledger_lend(cause, p_account, loan.lender, part, p_day, p_source_type, p_source_id,
        p_actor_id, p_trace, clock_timestamp());
      due := due - part;
      EXIT WHEN due = 0;
      repaid := 0;
      cause := cause || '|next';
    END LOOP;
  END IF;
END $$;

-- A reset is mailed in the language of the account; what was asked for along with it was never read.
alter table password_resets drop column language;

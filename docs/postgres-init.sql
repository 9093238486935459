-- The three rooms' databases. The roll and the box share nothing.
create database roll;
create database box;
create database office;
